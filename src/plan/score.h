#pragma once
/// A work's score for a reader: a sum of parts, each a value times a weight. The weights sum to 1;
/// what was learnt of the reader takes the larger share the more they have said. Threads: pure
/// functions.

#include "base/time.h"
#include "plan/profile.h"

#include <array>
#include <string_view>
#include <vector>

namespace assay::plan {

enum class Part {
  kLearnt,        ///< -1..1: what the taste makes of it.
  kDeveloperLed,  ///< 0..1
  kResearch,      ///< 0..1
  kInterest,      ///< -1..1: interest_fit
  kRecency,       ///< 0..1
  kDiscussed,     ///< 0..1: stars and discussions.
  kPractice,      ///< 0..1: a half for code, a half for a lab or lesson.
  kLevel,         ///< 0..1: how near it is to the reader's level.
};
inline constexpr std::size_t kParts = 8;
/// "learnt", "developer_led", ...
std::string_view part_name(Part part) noexcept;

using PartWeights = std::array<double, kParts>;

/// Of a reader; the sum is 1.
PartWeights part_weights(const Profile& profile) noexcept;

/// A part as it is shown.
struct ScorePart {
  std::string_view name;  ///< part_name, or "variety".
  double value = 0;
  double weight = 1;
  [[nodiscard]] double points() const noexcept { return value * weight; }
};

/// Scores of all works on the shelf for one day; `i` is a row of it. One thread.
class Scorer {
 public:
  /// `profile` and its ground must live as long as this.
  Scorer(const Profile& profile, Day today);

  [[nodiscard]] std::array<double, kParts> values(std::size_t i) const;
  [[nodiscard]] double score(std::size_t i) const;
  /// Without what was learnt and asked for: how good it is for anyone.
  [[nodiscard]] double quality(std::size_t i) const;
  /// In order of Part; their points sum to score(row).
  [[nodiscard]] std::vector<ScorePart> parts(std::size_t i) const;
  /// The reader has not seen it.
  [[nodiscard]] bool is_unseen(std::size_t i) const { return !seen_[i]; }
  [[nodiscard]] double interest(std::size_t i) const;

 private:
  [[nodiscard]] double recency_of(const ShelfRow& row) const;
  [[nodiscard]] double level_fit(const ShelfRow& row) const;

  const Profile& profile_;
  const Ground& ground_;
  Day today_;
  PartWeights weights_;
  std::vector<bool> seen_;
  std::vector<float> fits_;                      ///< Of words, people, venues, follows, news.
  std::vector<float> by_age_;                    ///< recency by days.
  std::array<Level, kTopicCount + 1> levels_{};  ///< Of topics, and of all.
  std::uint32_t own_levels_ = 0;  ///< Bits of the topics for which the reader has set one.
};

/// 0..1: one half from the last months (half-life 180 days), one half from the last years (1,500
/// days). A work of unknown date counts as ten years old.
double recency(std::int32_t day, int year, Day today) noexcept;

/// -1..1: how well the reader's topics, words, people, venues, the followed and what is new in
/// saved searches fit a work; 0 without any.
double interest_fit(const Profile& profile, WorkId id, std::uint32_t topics) noexcept;

}  // namespace assay::plan
