#pragma once
/// BM25 over weighted fields with fixed points. Occurrences are weighted by field and summed before
/// saturation (Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields",
/// CIKM 2004); the length that is neither short nor long is a constant rather than the collection's
/// mean, so that the saturated weight of an occurrence never changes once written: bounds stay
/// exact through updates and merges, and every node of a team ranks alike.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::search {

inline constexpr float kK1 = 1.2F;
inline constexpr float kB = 0.75F;
/// Positions in a work of ordinary length: title, abstract and names of a paper.
inline constexpr float kPivotLength = 160.0F;

/// What an occurrence counts, in tenths.
enum FieldUnits : std::uint32_t {
  kTitleUnits = 40,
  kAbstractUnits = 10,
  kTextUnits = 6,
  kNameUnits = 20,
  kVenueUnits = 15,
};

/// Weighted occurrences are rounded to this ladder (in tenths) and stored as the step's number.
inline constexpr std::array<std::uint16_t, 24> kLadder = {6,   10,  13,  16,  20,  25,  30,  35,
                                                          40,  50,  60,  70,  80,  100, 120, 140,
                                                          170, 200, 250, 320, 420, 560, 760, 1000};
inline constexpr std::size_t kCodes = kLadder.size();
inline constexpr std::size_t kNorms = 256;

/// The nearest step.
std::uint8_t code_of(std::uint32_t units) noexcept;
inline std::uint32_t units_of(std::uint8_t code) noexcept {
  return kLadder[code];
}

/// Length in a byte: exact to 32 positions, then eight steps for each doubling.
std::uint8_t norm_of(std::uint64_t positions) noexcept;

/// Saturated weight, 0..1: w / (w + k1 (1 - b + b length / pivot)); row `code`, column `norm`.
using ImpactTable = std::array<std::array<float, kNorms>, kCodes>;
const ImpactTable& impacts() noexcept;

/// An impact in a byte, rounded up: byte / 255 >= impact.
std::uint8_t impact_bound(float impact) noexcept;

/// Scores are sums of whole numbers, so that their order of summation never matters.
inline constexpr float kScoreScale = 65536.0F;

/// Factor of a term that occurs in `df` of `docs` documents: idf (k1 + 1) in score units.
float term_scale(std::uint64_t docs, std::uint64_t df) noexcept;

/// At least 1, so that a document with a score is a document that matched.
inline std::uint32_t contribution(float scale, float impact) noexcept {
  return static_cast<std::uint32_t>(scale * impact + 1.5F);
}
/// No contribution of an impact bounded by `bound` is larger.
inline std::uint32_t contribution_bound(float scale, std::uint8_t bound) noexcept {
  return static_cast<std::uint32_t>(scale * (static_cast<float>(bound) / 255.0F) * 1.00001F) + 3;
}

}  // namespace assay::search
