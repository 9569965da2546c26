/// Zstandard (RFC 8878) by libzstd, which compares the checksum behind a frame where there is one.

#include "source/decoder_internal.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>
#include <new>

namespace assay::source {
namespace {

constexpr std::size_t kBlockHeaderBytes = 3;

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) {
      throw std::bad_alloc();
    }
    constexpr int kWindowLog = std::bit_width(kMaxWindowBytes) - 1;
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kWindowLog);
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

  void restart() override {
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);
    hint_ = kBlockHeaderBytes;
    text_waits_ = false;
  }

  Step decode(std::string_view& in, std::span<char>& out) override {
    // A call that fails does not tell what it wrote before. So none both writes and reads what may
    // be damaged: each is given no more than up to the end of a block (the hint counts the next
    // one's header in), and nothing while text may wait for room.
    while (!out.empty()) {
      const std::size_t wanted = hint_ > kBlockHeaderBytes ? hint_ - kBlockHeaderBytes : hint_;
      ZSTD_inBuffer source{in.data(), text_waits_ ? 0 : std::min(in.size(), wanted), 0};
      ZSTD_outBuffer target{out.data(), out.size(), 0};
      const std::size_t result = ZSTD_decompressStream(context_, &target, &source);
      if (ZSTD_isError(result) != 0) {
        return refuse(ZSTD_getErrorCode(result));
      }
      in.remove_prefix(source.pos);
      out = out.subspan(target.pos);
      hint_ = result;
      const bool idle = in.empty() && target.pos == 0;
      text_waits_ = out.empty();
      if (result == 0) {
        return Step::kMemberEnd;
      }
      if (idle) {
        break;
      }
    }
    return Step::kMore;
  }

 private:
  Step refuse(ZSTD_ErrorCode code) {
    switch (code) {
      case ZSTD_error_memory_allocation:
        throw std::bad_alloc();
      case ZSTD_error_checksum_wrong:
        return fail(damage(kChecksum));
      case ZSTD_error_frameParameter_windowTooLarge:
        return fail({std::string(kTooMuchMemory), "unpack it first: zstd -d --long=31"});
      case ZSTD_error_dictionary_wrong:
        return fail(
            {"it was compressed with a dictionary", "unpack it first: zstd -d -D DICTIONARY"});
      case ZSTD_error_frameParameter_unsupported:
        return fail({std::string(kUnknownFeature), "unpack it first: zstd -d"});
      default:
        return fail(damage(kDamaged));
    }
  }

  ZSTD_DCtx* context_;
  std::size_t hint_ = kBlockHeaderBytes;  // bytes that libzstd would like to have next
  bool text_waits_ = false;               // whether there was no room in the last call
};

}  // namespace

std::unique_ptr<Decoder> make_zstd_decoder() {
  return std::make_unique<ZstdDecoder>();
}

}  // namespace assay::source
