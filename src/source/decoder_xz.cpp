/// xz by liblzma, which compares the check of each block and of the index behind them. A check
/// stands at the end of a block, and most files are one block: text that comes out between damage
/// and the place where it shows cannot be held back.

#include "source/decoder_internal.h"

#include <lzma.h>

#include <new>

namespace assay::source {
namespace {

class XzDecoder final : public Decoder {
 public:
  XzDecoder() { open(); }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;
  ~XzDecoder() override { lzma_end(&stream_); }

  void restart() override { open(); }

  Step decode(std::string_view& in, std::span<char>& out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    in.remove_prefix(in.size() - stream_.avail_in);
    out = out.last(stream_.avail_out);
    switch (result) {
      case LZMA_OK:
      case LZMA_BUF_ERROR:  // nothing left to read, or no room
        return Step::kMore;
      case LZMA_STREAM_END:
        return Step::kMemberEnd;
      case LZMA_MEM_ERROR:
        throw std::bad_alloc();
      case LZMA_MEMLIMIT_ERROR:
        return fail({std::string(kTooMuchMemory), "unpack it first: xz -d"});
      case LZMA_UNSUPPORTED_CHECK:
      case LZMA_OPTIONS_ERROR:
        return fail({std::string(kUnknownFeature), "unpack it first: xz -d"});
      default:
        return fail(damage(kDamaged));
    }
  }

 private:
  void open() {
    constexpr std::uint64_t kTables = std::uint64_t{1} << 20;
    if (lzma_stream_decoder(&stream_, kMaxWindowBytes + kTables, LZMA_TELL_UNSUPPORTED_CHECK) !=
        LZMA_OK) {
      throw std::bad_alloc();
    }
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Decoder> make_xz_decoder() {
  return std::make_unique<XzDecoder>();
}

}  // namespace assay::source
