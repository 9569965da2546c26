#include "source/decoder_internal.h"

#include <algorithm>

namespace assay::source {
namespace {

using std::string_view_literals::operator""sv;

/// Whether one begins with the other; at least `least` bytes must be there.
bool agree(std::string_view head, std::string_view magic, std::size_t least) noexcept {
  const std::size_t length = std::min(head.size(), magic.size());
  return length >= least && head.substr(0, length) == magic.substr(0, length);
}

/// "BZh", the size of the blocks, and the magic number of a block or of the stream's end. All of it
/// counts, for "BZh" might begin a text.
bool begins_bzip2(std::string_view head) noexcept {
  if (head.size() < 4 || head.substr(0, 3) != "BZh" || head[3] < '1' || head[3] > '9') {
    return false;
  }
  const std::string_view rest = head.substr(4);
  return agree(rest, "1AY&SY", 0) || agree(rest, "\x17\x72\x45\x38\x50\x90", 0);
}

/// A frame, or one to be skipped (RFC 8878, 3.1.2): pzstd and others begin with such a frame.
bool begins_zstd(std::string_view head) noexcept {
  if (agree(head, "\x28\xB5\x2F\xFD", 2)) {
    return true;
  }
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50 &&
         head.substr(1, 3) == "\x2A\x4D\x18";
}

}  // namespace

bool begins_member(Compression compression, std::string_view head) noexcept {
  switch (compression) {
    case Compression::kGzip:
      return agree(head, "\x1F\x8B", 2);
    case Compression::kXz:
      return agree(head, "\xFD\x37zXZ\0"sv, 2);
    case Compression::kZstd:
      return begins_zstd(head);
    case Compression::kBzip2:
      break;
  }
  return begins_bzip2(head);
}

std::unique_ptr<Decoder> make_decoder(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return make_gzip_decoder();
    case Compression::kXz:
      return make_xz_decoder();
    case Compression::kZstd:
      return make_zstd_decoder();
    case Compression::kBzip2:
      break;
  }
  return make_bzip2_decoder();
}

}  // namespace assay::source
