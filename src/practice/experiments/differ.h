#pragma once
/// Why does mine differ? What two runs, or a run and its claim, do not have in common, the most
/// likely cause first. The order is a rule of thumb, told in docs/compare.md; it is no proof.
/// Threads: pure functions.

#include "practice/experiments/environment_lock.h"
#include "practice/experiments/experiment.h"
#include "practice/experiments/record.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

enum class Cause {
  kParameters,
  kEvaluation,
  kData,
  kCode,
  kDependencies,
  kPrecision,
  kSeeds,
  kHardware,
};
/// "hyper-parameters", "evaluation protocol", "data", "code", …
std::string_view cause_name(Cause cause);

struct Difference {
  Cause cause = Cause::kCode;
  std::string what;  ///< "lr", "torch", "commit"
  std::string mine;
  std::string theirs;
  double weight = 0;  ///< 0..1: how likely a cause of this kind is, by rule.
  std::string why;    ///< Why it may matter; empty where that is plain.
};

struct DifferReport {
  std::string mine;    ///< Run id.
  std::string theirs;  ///< Run id, or the claim's name.
  std::string metric;
  std::optional<double> my_value;
  std::optional<double> their_value;
  std::vector<Difference> differences;  ///< Most likely first.
  std::vector<std::string> same;        ///< Names of causes that can be ruled out.
  std::vector<std::string> unknown;     ///< What neither record tells, each as a sentence.
  std::string diff;                     ///< Lines of code that differ; empty for none or unknown.
};

/// Spread between seeds is judged by `others`: all runs of the experiment. `my_diff`, `their_diff`:
/// diff.patch of each, empty for none.
DifferReport differ_runs(const Experiment& experiment, const Run& mine, const Run& theirs,
                         const std::vector<Run>& others, const std::string& my_diff,
                         const std::string& their_diff);

/// Against what was claimed; `drift`: of the packages since the work's date.
DifferReport differ_claim(const Experiment& experiment, const TestedClaim& claim, const Run& mine,
                          const std::vector<Run>& others, const Drift& drift);

/// For a terminal of 80 columns.
std::string to_text(const DifferReport& report);
/// {"mine","theirs","metric","values":[m,t],"differences":[{"cause","what","mine","theirs","weight",
/// "why"}],"same","unknown","diff"}
std::string to_json(const DifferReport& report);

}  // namespace assay::practice
