/// bzip2 by libbz2. A block (up to 900 kB of text) comes out before its checksum is compared, so
/// each is held here until libbz2 has accepted it: no text of a damaged block is handed out.
///
/// libbz2 does not tell where a block ends. It is fed up to the magic number of the next block or
/// of the stream's end, which stands at any bit; when it comes back content with room left, what it
/// wrote has been compared. When it fails in a stretch that ended a block, the block may be whole
/// and the number behind it damaged: then the block's checksum, which follows its own magic number,
/// decides. Feeding byte by byte would tell as well, but costs a fifth of the speed.

#include "source/decoder_internal.h"

#include <bzlib.h>

#include <algorithm>
#include <new>

namespace assay::source {
namespace {

constexpr std::uint64_t kBlockMagic = 0x314159265359;
constexpr std::uint64_t kEndMagic = 0x177245385090;
constexpr std::uint64_t kMagicMask = (std::uint64_t{1} << 48U) - 1;
constexpr std::size_t kFirstHold = std::size_t{1} << 20;

/// The checksum of a block: CRC-32 with the highest bit first. Bit by bit: only damage needs it.
std::uint32_t block_crc(std::string_view text) noexcept {
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char c : text) {
    crc ^= std::uint32_t{static_cast<unsigned char>(c)} << 24U;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc << 1U) ^ ((crc >> 31U) != 0 ? 0x04C11DB7U : 0U);
    }
  }
  return ~crc;
}

/// Finds blocks in compressed bytes.
class BlockFinder {
 public:
  /// Bytes of `in` up to the end of the next magic number, or all.
  std::size_t stretch(std::string_view in) noexcept {
    for (std::size_t i = 0; i < in.size(); ++i) {
      bits_ = (bits_ << 8U) | static_cast<unsigned char>(in[i]);
      if (crc_follows_ > 0 && --crc_follows_ == 0) {
        crc_ = static_cast<std::uint32_t>(bits_ >> shift_);
      }
      for (unsigned shift = 0; shift < 8; ++shift) {
        const std::uint64_t six = (bits_ >> shift) & kMagicMask;
        if (six == kBlockMagic || six == kEndMagic) {
          shift_ = shift;
          crc_follows_ = 4;
          return i + 1;
        }
      }
    }
    return in.size();
  }

  /// The checksum that stands before the block that was entered last.
  [[nodiscard]] std::uint32_t crc() const noexcept { return crc_; }

 private:
  std::uint64_t bits_ = 0;  // the last eight bytes
  unsigned shift_ = 0;      // bits that follow the magic number in the byte that ended it
  int crc_follows_ = 0;     // bytes until the checksum behind that number is complete
  std::uint32_t crc_ = 0;
};

class Bzip2Decoder final : public Decoder {
 public:
  Bzip2Decoder() { open(); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }

  void restart() override {
    BZ2_bzDecompressEnd(&stream_);
    open();
  }

  Step decode(std::string_view& in, std::span<char>& out) override {
    while (true) {
      const std::size_t length = std::min(out.size(), ready_.size());
      std::copy_n(ready_.data(), length, out.data());
      ready_.remove_prefix(length);
      out = out.subspan(length);
      if (!ready_.empty()) {
        return Step::kMore;
      }
      if (result_ == BZ_STREAM_END) {
        return Step::kMemberEnd;
      }
      if (result_ != BZ_OK) {
        return fail(damage(kDamaged));
      }
      if (in.empty() || out.empty()) {
        return Step::kMore;
      }
      feed(in);
    }
  }

 private:
  void open() {
    stream_ = {};
    finder_ = {};
    result_ = BZ2_bzDecompressInit(&stream_, 0, 0);
    if (result_ != BZ_OK) {
      throw std::bad_alloc();
    }
  }

  /// Gives the next stretch to libbz2 and makes ready what is known to be good.
  void feed(std::string_view& in) {
    const std::size_t fed = finder_.stretch(in);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): libbz2 only reads it
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = static_cast<unsigned>(fed);
    std::size_t held = 0;
    do {
      if (held == held_.size()) {
        held_.resize(std::max(kFirstHold, held_.size() * 2));
      }
      stream_.next_out = held_.data() + held;
      stream_.avail_out = static_cast<unsigned>(held_.size() - held);
      result_ = BZ2_bzDecompress(&stream_);
      held = held_.size() - stream_.avail_out;
    } while (result_ == BZ_OK && stream_.avail_out == 0);
    if (result_ == BZ_MEM_ERROR) {
      throw std::bad_alloc();
    }
    in.remove_prefix(fed - stream_.avail_in);
    ready_ = std::string_view(held_).substr(0, held);
    if (result_ != BZ_OK && result_ != BZ_STREAM_END && block_crc(ready_) != finder_.crc()) {
      ready_ = {};
    }
  }

  bz_stream stream_{};
  int result_ = BZ_OK;
  BlockFinder finder_;
  std::string held_;        // one block: 46 MB at most, where it is one long run
  std::string_view ready_;  // accepted text of `held_` that has not been handed out
};

}  // namespace

std::unique_ptr<Decoder> make_bzip2_decoder() {
  return std::make_unique<Bzip2Decoder>();
}

}  // namespace assay::source
