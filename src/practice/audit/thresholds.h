#pragma once
/// Thresholds by group that make a rate the same for all: what it would take, and what it costs.
/// Whether treating groups by different thresholds is right, or lawful, is not for a program to
/// say. Threads: pure functions.

#include "practice/audit/fairness.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

enum class Equalise { kSelection, kTruePositives, kFalsePositives, kOdds };
/// "selection", "tpr", "fpr", "odds"; nullopt for any other word.
std::optional<Equalise> parse_equalise(std::string_view word) noexcept;
std::string_view equalise_name(Equalise what) noexcept;

struct GroupThreshold {
  std::string group;
  /// Selected where the score is at least this; above 1: nobody.
  double threshold = 0;
  /// Odds: below `threshold`, but not below `lower`, a row is selected with probability `between`.
  /// The same as `threshold` where no draw is needed.
  double lower = 0;
  double between = 0;
  /// Odds: this share of the group's rows is selected by a coin instead, with probability `coin`.
  double coin_share = 0;
  double coin = 0;
  double selection = 0;  ///< What it gives on these rows (with draws: expects).
  double tpr = 0;
  double fpr = 0;
};

struct ThresholdPlan {
  Equalise what = Equalise::kSelection;
  std::string attribute;
  double target = 0;      ///< The rate of all rows at the threshold that was named; odds: the TPR.
  double target_fpr = 0;  ///< Odds only.
  std::vector<GroupThreshold> groups;
  double left_over = 0;  ///< The greatest difference between groups that stays, in what was named.
  double accuracy_before = 0;
  double accuracy_after = 0;
  std::vector<std::string> without;  ///< Groups that have none of the class it needs.
};

/// For selection, tpr and fpr each group gets the threshold whose rate is nearest to that of all
/// rows; the higher of two that are equally near. For odds it is the predictor of Hardt, Price,
/// Srebro (2016, section 3.2): the best point that all groups' ROC curves, made convex, lie above
/// or on; each group reaches it by a draw between two thresholds, and a group whose curve is above
/// it by a coin besides. Best: the fewest errors over all rows. Requires scores (a histogram in
/// each group's cell).
ThresholdPlan equalise(const FairnessAudit& audit, const AttributeAudit& attribute, Equalise what);

}  // namespace assay::practice
