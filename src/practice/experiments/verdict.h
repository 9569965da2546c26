#pragma once
/// Whether runs bear a claim out: reproduced, partly, not, or not enough runs to say. Decided by
/// 95 % intervals (Student's t: bootstrap intervals of few runs are too narrow), never by a p-value
/// alone; docs/compare.md has the rules as a table. Threads: pure functions.

#include "practice/experiments/experiment.h"
#include "practice/statistics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// Fewer runs than this decide nothing.
inline constexpr std::size_t kLeastRuns = 3;
inline constexpr double kLevel = 0.95;
/// For runs still needed: the power of the two-sided test at 1 - kLevel.
inline constexpr double kPower = 0.8;
/// More runs than this are told as "over 1000".
inline constexpr std::size_t kMostRuns = 1000;

enum class Standing { kReproduced, kPartly, kNot, kTooFew };
/// "reproduced", "partly", "not", "not enough": as stored and in JSON.
std::string_view standing_name(Standing standing);
/// "reproduced", "partly reproduced", "not reproduced", "not enough runs"
std::string_view standing_words(Standing standing);
std::optional<Standing> parse_standing(std::string_view name);

/// What a claim says of a metric; in the metric's own unit, per cent for kRelative, and as subject
/// over baseline for kFactor.
struct Expectation {
  std::string metric;
  ClaimKind kind = ClaimKind::kLevel;
  Direction direction = Direction::kHigher;
  std::optional<double> value;  ///< Absent: just better than the baseline (kEqual: the same).
  double tolerance = 0;         ///< How far off still counts as the same; >= 0.
};
/// Of a claim of experiment.toml; its tolerance is a tenth of the value where it states none.
Expectation expectation_of(const TestedClaim& claim);

/// What was measured: a mean of runs, or of differences between runs.
struct Estimate {
  double mean = 0;
  double sd = 0;         ///< Of runs or differences; pooled for two samples.
  Interval interval;     ///< At kLevel; meaningless below kLeastRuns.
  std::size_t runs = 0;  ///< Runs or pairs, or those of the smaller sample.
  Design design = Design::kPaired;
};
/// Of values. An empty list gives runs 0.
Estimate estimate_of(std::span<const double> values);
/// Of a against b, value i being of the same seed in both: a - b, 100 (a - b) / |b| or a / b.
/// Requires equal lengths. Pairs whose b is 0 are left out of the latter two.
Estimate estimate_pairs(std::span<const double> a, std::span<const double> b, ClaimKind kind);
/// The same without pairs: difference of means by Welch, quotients by the delta method with Welch's
/// degrees of freedom. Runs 0 where a quotient has no meaning (the mean of b is 0).
Estimate estimate_samples(std::span<const double> a, std::span<const double> b, ClaimKind kind);

struct Judgement {
  Standing standing = Standing::kTooFew;
  std::size_t runs = 0;
  std::size_t more = 0;  ///< Runs still needed; above kMostRuns: no sensible number would do.
  std::string reason;    ///< A sentence with the figures.
};

/// Better than claimed is as good as claimed, unless the direction is kEqual. Throws kInvalid for a
/// level without a value.
Judgement judge(const Estimate& measured, const Expectation& expected);
/// Of several claims: all reproduced, all not, else partly; too few where one is open and none
/// speaks for the other side. Requires one at least.
Judgement judge_all(const std::vector<Judgement>& parts);

/// "0.9127": four significant digits, for people.
std::string short_number(double value);

}  // namespace assay::practice
