#pragma once
/// The tree of checks of an experiment, with partial credit. Threads: pure functions.

#include "practice/experiments/experiment.h"
#include "practice/experiments/record.h"

#include <map>
#include <string>
#include <vector>

namespace assay::practice {

struct Grade {
  std::string name;
  int depth = 0;      ///< 0 at the top.
  double score = 0;   ///< 0..1
  std::string found;  ///< "4 of 5 runs", "reproduced", "no runs".
};

/// One grade a check, in their order, after "all": the weighted mean of the top. A leaf's score is
/// the share of runs (interrupted ones left out) for which its condition holds:
///   started | finished | logged METRIC | falls METRIC | rises METRIC | METRIC < 0.5 (stop_rule.h,
///   on the last value) | claim NAME (1 reproduced, 0.5 partly, else 0, by `verdicts`).
/// An inner node's is the mean of its children by weight. Throws kInvalid for another condition.
std::vector<Grade> grade(const Experiment& experiment, const std::vector<Run>& runs,
                         const std::map<std::string, std::string>& verdicts);

/// The checks that every new experiment begins with: code runs, trains, each claim.
std::vector<RubricCheck> usual_checks(const Experiment& experiment);

}  // namespace assay::practice
