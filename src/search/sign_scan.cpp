#include "search/sign_scan_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace assay::search {
namespace {

void count_plain(const std::uint64_t* signs, const std::uint64_t* query, std::size_t words,
                 std::size_t rows, std::uint16_t* out) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    int count = 0;
    for (std::size_t i = 0; i < words; ++i) {
      count += std::popcount(signs[i] ^ query[i]);
    }
    signs += words;
    out[row] = static_cast<std::uint16_t>(count);
  }
}

#if defined(__x86_64__)

__attribute__((target("popcnt"))) void count_popcnt(const std::uint64_t* signs,
                                                    const std::uint64_t* query, std::size_t words,
                                                    std::size_t rows, std::uint16_t* out) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < words; ++i) {
      count += static_cast<std::uint64_t>(__builtin_popcountll(signs[i] ^ query[i]));
    }
    signs += words;
    out[row] = static_cast<std::uint16_t>(count);
  }
}

#define ASSAY_AVX512_COUNTS __attribute__((target("avx512f,avx512vl,avx512vpopcntdq")))

/// Differing bits of 256, in four parts.
ASSAY_AVX512_COUNTS inline __m256i differing(__m256i asked, const std::uint64_t* signs) noexcept {
  return _mm256_popcnt_epi64(
      _mm256_xor_si256(asked, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(signs))));
}

/// Rows of 256 signs, a register each. Four rows' counts are put side by side, 16 bits each, before
/// they are added up across the register.
ASSAY_AVX512_COUNTS void count_256(const std::uint64_t* signs, const std::uint64_t* query,
                                   std::size_t rows, std::uint16_t* out) noexcept {
  constexpr std::size_t kWords = 4;
  const __m256i asked = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query));
  std::size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const std::uint64_t* four = signs + row * kWords;
    const __m256i low = _mm256_or_si256(differing(asked, four),
                                        _mm256_slli_epi64(differing(asked, four + kWords), 16));
    const __m256i high =
        _mm256_or_si256(_mm256_slli_epi64(differing(asked, four + 2 * kWords), 32),
                        _mm256_slli_epi64(differing(asked, four + 3 * kWords), 48));
    const __m256i all = _mm256_or_si256(low, high);
    const __m128i half =
        _mm_add_epi16(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    const __m128i sums = _mm_add_epi16(half, _mm_unpackhi_epi64(half, half));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + row), sums);
  }
  count_plain(signs + row * kWords, query, kWords, rows - row, out + row);
}

ASSAY_AVX512_COUNTS void count_avx512(const std::uint64_t* signs, const std::uint64_t* query,
                                      std::size_t words, std::size_t rows,
                                      std::uint16_t* out) noexcept {
  constexpr std::size_t kLanes = 4;
  if (words == kLanes) {
    count_256(signs, query, rows, out);
    return;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < words; i += kLanes) {
      const std::size_t left = std::min(kLanes, words - i);
      const auto mask = static_cast<__mmask8>((1U << left) - 1);
      const __m256i bits = _mm256_xor_si256(_mm256_maskz_loadu_epi64(mask, signs + i),
                                            _mm256_maskz_loadu_epi64(mask, query + i));
      sum = _mm256_add_epi64(sum, _mm256_popcnt_epi64(bits));
    }
    std::array<std::uint64_t, kLanes> parts{};
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(parts.data()), sum);
    signs += words;
    out[row] = static_cast<std::uint16_t>(parts[0] + parts[1] + parts[2] + parts[3]);
  }
}

#endif

struct Kernels {
  Kernels() noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512vpopcntdq") != 0) {
      all[count++] = {"avx512", count_avx512};
    }
    if (__builtin_cpu_supports("popcnt") != 0) {
      all[count++] = {"popcnt", count_popcnt};
    }
#endif
    all[count++] = {"plain", count_plain};
  }
  std::array<CountKernel, 3> all{};
  std::size_t count = 0;
};

/// The rows below a limit that falls as more are seen.
class Closest {
 public:
  Closest(std::size_t most_bits, std::size_t closest)
      : wanted_(closest),
        full_(2 * closest),
        limit_(static_cast<std::uint16_t>(most_bits + 1)),
        seen_(most_bits + 1) {}

  /// Rows first, first + 1 ... with these counts.
  void offer(std::uint32_t first, std::span<const std::uint16_t> counts) {
    constexpr std::size_t kStride = 32;
    std::size_t at = 0;
    for (; at + kStride <= counts.size(); at += kStride) {
      // Most strides have none; they are passed by as a whole.
      std::uint16_t any = 0;
      for (std::size_t i = 0; i < kStride; ++i) {
        any = static_cast<std::uint16_t>(any | (counts[at + i] < limit_ ? 1 : 0));
      }
      if (any != 0) {
        keep(first, counts, at, at + kStride);
      }
    }
    keep(first, counts, at, counts.size());
  }

  std::vector<CloseRow> finish() {
    tighten();
    return std::move(kept_);
  }

 private:
  void keep(std::uint32_t first, std::span<const std::uint16_t> counts, std::size_t begin,
            std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (counts[i] < limit_) {
        kept_.push_back({first + static_cast<std::uint32_t>(i), counts[i]});
        ++seen_[counts[i]];
      }
    }
    if (kept_.size() >= full_) {
      tighten();
      full_ = 2 * std::max(wanted_, kept_.size());  // rows that differ alike cannot be told apart
    }
  }

  void tighten() {
    std::size_t limit = 0;
    for (std::size_t below = 0; limit < limit_ && below < wanted_; ++limit) {
      below += seen_[limit];
    }
    limit_ = static_cast<std::uint16_t>(limit);
    std::erase_if(kept_, [&](const CloseRow& kept) { return kept.differing >= limit_; });
  }

  std::size_t wanted_;
  std::size_t full_;                 ///< So many are kept before the limit falls again.
  std::uint16_t limit_;              ///< No row with so many is among the closest.
  std::vector<std::uint32_t> seen_;  ///< How often each count below the limit was seen.
  std::vector<CloseRow> kept_;
};

}  // namespace

std::span<const CountKernel> count_kernels() noexcept {
  static const Kernels kernels;
  return {kernels.all.data(), kernels.count};
}

std::vector<CloseRow> closest_rows(const std::uint64_t* signs, const std::uint64_t* query,
                                   std::size_t words, std::uint32_t rows, std::size_t closest,
                                   CountDiffering count) {
  constexpr std::uint32_t kBlock = 2048;
  std::array<std::uint16_t, kBlock> counts{};
  Closest kept(words * 64, closest);
  for (std::uint32_t first = 0; first < rows; first += kBlock) {
    const std::uint32_t size = std::min(kBlock, rows - first);
    count(signs + std::size_t{first} * words, query, words, size, counts.data());
    kept.offer(first, {counts.data(), size});
  }
  return kept.finish();
}

}  // namespace assay::search
