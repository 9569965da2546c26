#include "search/sign_scan_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
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

constexpr std::uint32_t kRowBlock = 2048;

/// Calls `use` with the place of each count below `limit`, ascending. Most have none beside them,
/// so sixteen are looked at together.
template <typename Use>
void for_each_below(std::span<const std::uint16_t> counts, std::uint16_t limit, const Use& use) {
  std::size_t at = 0;
#if defined(__SSE2__)
  constexpr std::size_t kLanes = 8;
  if (limit == 0) {
    return;
  }
  const __m128i most = _mm_set1_epi16(static_cast<short>(limit - 1));
  const auto within = [&](std::size_t first) {
    const auto* lanes = reinterpret_cast<const __m128i*>(counts.data() + first);
    return _mm_cmpeq_epi16(_mm_subs_epu16(_mm_loadu_si128(lanes), most), _mm_setzero_si128());
  };
  for (; at + 2 * kLanes <= counts.size(); at += 2 * kLanes) {
    auto found =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(within(at), within(at + kLanes))));
    for (; found != 0; found &= found - 1) {
      use(at + static_cast<std::size_t>(std::countr_zero(found)));
    }
  }
#endif
  for (; at < counts.size(); ++at) {
    if (counts[at] < limit) {
      use(at);
    }
  }
}

/// The lowest limit below which `wanted` are; of too few, the first that leaves out none.
std::uint16_t limit_for(const std::vector<std::uint32_t>& seen, double wanted) {
  std::size_t limit = 0;
  for (double below = 0; limit < seen.size() && below < wanted; ++limit) {
    below += seen[limit];
  }
  return static_cast<std::uint16_t>(limit);
}

/// The rows below a limit that falls as more are seen.
class Closest {
 public:
  Closest(std::uint16_t limit, std::size_t closest)
      : wanted_(closest), full_(2 * closest), limit_(limit), seen_(limit) {}

  /// Rows first, first + 1 ... with these counts.
  void offer(std::uint32_t first, std::span<const std::uint16_t> counts) {
    for_each_below(counts, limit_, [&](std::size_t i) {
      kept_.push_back({first + static_cast<std::uint32_t>(i), counts[i]});
      ++seen_[counts[i]];
    });
    if (kept_.size() >= full_) {
      tighten();
      full_ = 2 * std::max(wanted_, kept_.size());  // rows that differ alike cannot be told apart
    }
  }

  std::vector<CloseRow> finish() {
    tighten();
    return std::move(kept_);
  }

 private:
  void tighten() {
    limit_ = std::min(limit_, limit_for(seen_, static_cast<double>(wanted_)));
    std::size_t end = 0;
    for (const CloseRow row : kept_) {  // without a branch: which of them stay is as good as chance
      kept_[end] = row;
      end += row.differing < limit_ ? 1U : 0U;
    }
    kept_.resize(end);
  }

  std::size_t wanted_;
  std::size_t full_;                 ///< So many are kept before the limit falls again.
  std::uint16_t limit_;              ///< No row with so many is among the closest.
  std::vector<std::uint32_t> seen_;  ///< How often each count below the limit was seen.
  std::vector<CloseRow> kept_;
};

/// All rows and how they are counted.
struct Scan {
  const std::uint64_t* signs;
  const std::uint64_t* query;
  std::size_t words;
  std::uint32_t rows;
  CountDiffering count;

  void operator()(std::uint32_t first, std::span<std::uint16_t> counts) const {
    count(signs + std::size_t{first} * words, query, words, counts.size(), counts.data());
  }
};

/// A limit below which about the closest, and more than they, should be: by a look at one row of
/// 32, in small blocks over all rows, since those that came in together are alike.
std::uint16_t guessed_limit(const Scan& scan, std::size_t closest) {
  constexpr std::uint32_t kShare = 32;
  constexpr std::uint32_t kSample = 32;
  constexpr double kSpare = 3;  // standard deviations of a count
  constexpr std::uint32_t kFewRows = 8192;
  constexpr std::uint32_t kSelective = 4;
  const std::size_t all = scan.words * 64 + 1;
  if (scan.rows < kFewRows || closest > scan.rows / kSelective) {
    return static_cast<std::uint16_t>(all);
  }
  std::vector<std::uint32_t> seen(all);
  std::array<std::uint16_t, kSample> counts{};
  for (std::uint32_t first = 0; first + kSample <= scan.rows; first += kShare * kSample) {
    scan(first, counts);
    for (const std::uint16_t differing : counts) {
      ++seen[differing];
    }
  }
  const double expected = static_cast<double>(closest) / kShare;
  return limit_for(seen, expected + kSpare * std::sqrt(expected));
}

}  // namespace

std::span<const CountKernel> count_kernels() noexcept {
  static const Kernels kernels;
  return {kernels.all.data(), kernels.count};
}

std::vector<CloseRow> closest_rows(const std::uint64_t* signs, const std::uint64_t* query,
                                   std::size_t words, std::uint32_t rows, std::size_t closest,
                                   std::size_t below, CountDiffering count) {
  const Scan scan{signs, query, words, rows, count};
  const auto all = static_cast<std::uint16_t>(std::min(below, words * 64 + 1));
  std::array<std::uint16_t, kRowBlock> counts{};
  for (std::uint16_t limit = std::min(all, guessed_limit(scan, closest));; limit = all) {
    Closest kept(limit, closest);
    for (std::uint32_t first = 0; first < rows; first += kRowBlock) {
      const std::span<std::uint16_t> block(counts.data(), std::min(kRowBlock, rows - first));
      scan(first, block);
      kept.offer(first, block);
    }
    std::vector<CloseRow> found = kept.finish();
    if (limit == all || found.size() >= closest) {
      return found;
    }
  }
}

}  // namespace assay::search
