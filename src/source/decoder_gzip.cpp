/// gzip (RFC 1952) by zlib, which compares the checksum and the length behind each member.

#include "source/decoder_internal.h"

#define ZLIB_CONST
#include <zlib.h>

#include <new>

namespace assay::source {
namespace {

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { inflateEnd(&stream_); }

  void restart() override { inflateReset(&stream_); }

  Step decode(std::string_view& in, std::span<char>& out) override {
    stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    out = out.last(stream_.avail_out);
    switch (result) {
      case Z_OK:
      case Z_BUF_ERROR:  // nothing left to read, or no room
        return Step::kMore;
      case Z_STREAM_END:
        return Step::kMemberEnd;
      case Z_MEM_ERROR:
        throw std::bad_alloc();
      default:
        break;
    }
    return refuse(stream_.msg == nullptr ? "" : stream_.msg);
  }

 private:
  /// zlib has one code for all; its texts are part of its interface in practice.
  Step refuse(std::string_view message) {
    if (message == "unknown compression method" || message == "unknown header flags set") {
      return fail(
          {std::string(kUnknownFeature), "unpack it first with the program that packed it"});
    }
    const bool checksum = message == "incorrect data check" || message == "incorrect length check";
    return fail(damage(checksum ? kChecksum : kDamaged));
  }

  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder() {
  return std::make_unique<GzipDecoder>();
}

}  // namespace assay::source
