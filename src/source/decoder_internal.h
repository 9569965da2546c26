#pragma once
/// Decompressors behind one interface: gzip by zlib, xz by liblzma, zstd by libzstd, bzip2 by
/// libbz2, called directly so that every checksum is compared and every byte that stands before a
/// break comes out. A file is a row of members (gzip's word; streams of xz and bzip2, frames of
/// zstd): a decoder reads one after the other, ByteStream finds where the next begins.
/// Private to the room. Threads: one thread a decoder.

#include "source/byte_stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace assay::source {

/// The most memory that a window of xz or zstd may take: what `zstd --long` and twice what `xz -9`
/// ask for. The decoders' own tables come on top.
inline constexpr std::uint64_t kMaxWindowBytes = std::uint64_t{128} << 20;

/// The failure of data that is not as it was written; `what` is a clause.
inline Failure damage(std::string_view what) {
  return {"the file is cut off or damaged here: " + std::string(what), "fetch the file again"};
}

inline constexpr std::string_view kDamaged = "the compressed data is damaged";
inline constexpr std::string_view kChecksum =
    "a checksum does not match, so that some text before this place may be wrong";
inline constexpr std::string_view kTooMuchMemory =
    "the compression asks for a window of more than 128 MiB";
inline constexpr std::string_view kUnknownFeature =
    "the compression uses a feature that is not known here";

class Decoder {
 public:
  enum class Step {
    kMore,       ///< `in` is used up or `out` is full
    kMemberEnd,  ///< the member is whole and its checksums match; `in` stands behind it
    kBroken,     ///< failure() says why; what was written to `out` before is good to use
  };

  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  /// Makes ready for the first byte of another member; call it after kMemberEnd only.
  virtual void restart() = 0;
  /// Decompresses from `in` to `out` and removes from both what was read and written. An empty `in`
  /// asks for what has been read but did not fit. Throws std::bad_alloc.
  virtual Step decode(std::string_view& in, std::span<char>& out) = 0;
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

 protected:
  Step fail(Failure failure) {
    failure_ = std::move(failure);
    return Step::kBroken;
  }

 private:
  Failure failure_;
};

enum class Compression { kGzip, kXz, kZstd, kBzip2 };

/// Bytes that tell a member of any kind.
inline constexpr std::size_t kMagicBytes = 10;

/// Whether a member of this kind begins with `head`. `head` has kMagicBytes, or is all that is left
/// of the file: then a beginning of the magic bytes is enough, for the file may be cut off in them.
bool begins_member(Compression compression, std::string_view head) noexcept;

std::unique_ptr<Decoder> make_gzip_decoder();
std::unique_ptr<Decoder> make_xz_decoder();
std::unique_ptr<Decoder> make_zstd_decoder();
std::unique_ptr<Decoder> make_bzip2_decoder();
std::unique_ptr<Decoder> make_decoder(Compression compression);

}  // namespace assay::source
