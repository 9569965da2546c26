#pragma once
/// What a model's predictions do to groups of people: rates, calibration and ranking by group, with
/// confidence intervals, compared and read in words. docs/audit.md says what each means. Threads:
/// pure functions.
///
/// Sources: demographic parity, equalised odds and equal opportunity: Hardt, Price, Srebro,
/// "Equality of opportunity in supervised learning", 2016; predictive parity, and what follows of
/// unequal base rates: Chouldechova, "Fair prediction with disparate impact", 2017; balance of the
/// classes' mean scores: Kleinberg, Mullainathan, Raghavan, "Inherent trade-offs in the fair
/// determination of risk scores", 2016; the four-fifths rule: Uniform Guidelines on Employee
/// Selection Procedures, 29 CFR 1607.4 D (1978); calibration error: Guo et al., "On calibration of
/// modern neural networks", 2017.

#include "practice/audit/intervals.h"
#include "practice/audit/tally.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

enum class Measure {
  kBaseRate,           ///< P(label = 1)
  kSelectionRate,      ///< P(selected)
  kTruePositiveRate,   ///< P(selected | label = 1)
  kFalsePositiveRate,  ///< P(selected | label = 0)
  kPrecision,          ///< P(label = 1 | selected), the positive predictive value
  kNegativePrecision,  ///< P(label = 0 | not selected)
  kAccuracy,           ///< P(selected = label)
  kAuc,                ///< P(a positive's score above a negative's)
  kCalibrationError,   ///< ECE over kReliabilityBins
  kMeanScore,
  kScoreOfPositives,  ///< Mean of those with label 1
  kScoreOfNegatives,
};
inline constexpr std::size_t kMeasures = 12;
/// "base_rate", …, for JSON; "base rate", …, for people.
std::string_view measure_key(Measure measure) noexcept;
std::string_view measure_words(Measure measure) noexcept;

struct ReliabilityBin {
  double from = 0;
  double to = 0;
  std::uint64_t rows = 0;
  double mean_score = 0;
  IntervalEstimate positives;  ///< Their share. Unknown without rows.
};

struct RocPoint {
  double fpr = 0;
  double tpr = 0;
};

struct GroupAudit {
  std::string name;
  std::uint64_t rows = 0;
  std::uint64_t positives = 0;
  std::uint64_t selected = 0;
  /// So few rows or cases of a class that the intervals are too wide to tell much.
  bool small = false;
  std::array<IntervalEstimate, kMeasures> figures;
  /// What a perfectly calibrated model would show as its calibration error in 95 of 100 such
  /// samples at the most, by chance alone.
  double ece_by_chance = 0;
  double auc_error = 0;  ///< See Auc::error.
  std::vector<ReliabilityBin> reliability;
  std::vector<RocPoint> roc;  ///< Thinned out; from (0, 0) to (1, 1).
  /// Against the reference group: this one's figure less that one's.
  std::array<IntervalEstimate, kMeasures> to_reference;
  IntervalEstimate impact;  ///< Its selection rate over the highest one.
  Cell cell;                ///< Its counts and scores.
  [[nodiscard]] const IntervalEstimate& figure(Measure measure) const {
    return figures.at(static_cast<std::size_t>(measure));
  }
};

/// The greatest difference between two groups in one measure. Its interval is widened for the
/// number of pairs from which it was picked (Bonferroni).
struct Gap {
  Measure measure = Measure::kBaseRate;
  std::size_t highest = 0;  ///< Indices of groups.
  std::size_t lowest = 0;
  IntervalEstimate difference;
  [[nodiscard]] bool clear() const noexcept { return difference.low > 0; }
};

/// A plain sentence, and how much it should worry.
struct Reading {
  enum class Weight { kFine, kUnsure, kClear };
  std::string about;  ///< "demographic parity", …
  Weight weight = Weight::kFine;
  std::string text;
};

/// Rows divided by one column, or by all of them at once.
struct AttributeAudit {
  std::string name;  ///< "sex", "sex x age"
  std::vector<GroupAudit> groups;
  std::size_t reference = 0;  ///< The largest group.
  std::vector<Gap> gaps;      ///< Of every measure that at least two groups have.
  std::vector<Reading> readings;
  [[nodiscard]] const Gap* gap(Measure measure) const noexcept;
};

struct FairnessAudit {
  PredictionColumns columns;
  double alpha = 0.05;
  std::uint64_t rows = 0;
  std::uint64_t left_out = 0;
  std::vector<LeftOut> examples;
  GroupAudit all;  ///< Every row.
  std::vector<AttributeAudit> attributes;
};

/// Below this many rows, or this many of either class, a group is small.
inline constexpr std::uint64_t kSmallGroup = 100;
inline constexpr std::uint64_t kSmallClass = 20;

/// `alpha`: 1 less the level of confidence.
FairnessAudit audit_fairness(const Tally& tally, double alpha = 0.05);

/// FPR that a group of this base rate must have with this precision and true positive rate:
/// p / (1 - p) * (1 - PPV) / PPV * TPR (Chouldechova 2017, equation 2.6). Requires 0 < p < 1,
/// PPV > 0.
double implied_fpr(double base_rate, double precision, double tpr) noexcept;

}  // namespace assay::practice
