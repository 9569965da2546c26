#include "search/bm25_internal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::search {
namespace {

constexpr std::size_t kExactLengths = 32;
constexpr double kStepsPerDoubling = 8;

std::array<double, kNorms> make_lengths() {
  std::array<double, kNorms> lengths{};
  for (std::size_t norm = 0; norm < kNorms; ++norm) {
    lengths[norm] =
        norm <= kExactLengths
            ? static_cast<double>(norm)
            : static_cast<double>(kExactLengths) *
                  std::exp2(static_cast<double>(norm - kExactLengths) / kStepsPerDoubling);
  }
  return lengths;
}

const std::array<double, kNorms>& lengths() noexcept {
  static const std::array<double, kNorms> all = make_lengths();
  return all;
}

ImpactTable make_impacts() {
  ImpactTable table{};
  for (std::size_t code = 0; code < kCodes; ++code) {
    for (std::size_t norm = 0; norm < kNorms; ++norm) {
      const float weight = static_cast<float>(kLadder[code]) / 10.0F;
      const auto length = static_cast<float>(lengths()[norm]);
      table[code][norm] = weight / (weight + kK1 * (1 - kB + kB * length / kPivotLength));
    }
  }
  return table;
}

}  // namespace

std::uint8_t code_of(std::uint32_t units) noexcept {
  const auto* above = std::lower_bound(kLadder.begin(), kLadder.end(), units);
  if (above == kLadder.end()) {
    return static_cast<std::uint8_t>(kCodes - 1);
  }
  if (above != kLadder.begin() && units - *(above - 1) < *above - units) {
    --above;
  }
  return static_cast<std::uint8_t>(above - kLadder.begin());
}

std::uint8_t norm_of(std::uint64_t positions) noexcept {
  if (positions <= kExactLengths) {
    return static_cast<std::uint8_t>(positions);
  }
  const auto& table = lengths();
  const auto* above = std::upper_bound(table.begin(), table.end(), static_cast<double>(positions));
  return static_cast<std::uint8_t>(above - table.begin() - 1);
}

const ImpactTable& impacts() noexcept {
  static const ImpactTable table = make_impacts();
  return table;
}

std::uint8_t impact_bound(float impact) noexcept {
  return static_cast<std::uint8_t>(std::min(255.0F, std::ceil(impact * 255.0F + 0.001F)));
}

float term_scale(std::uint64_t docs, std::uint64_t df) noexcept {
  const auto all = static_cast<double>(docs);
  const auto some = static_cast<double>(std::min(df, docs));
  const double idf = std::log(1.0 + (all - some + 0.5) / (some + 0.5));
  return static_cast<float>(idf * (static_cast<double>(kK1) + 1)) * kScoreScale;
}

}  // namespace assay::search
