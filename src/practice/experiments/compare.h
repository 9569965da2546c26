#pragma once
/// Runs against each other and against the claims of their experiment. Runs with the same
/// parameters and label are an arm; arms are compared with the first, paired over the seeds that
/// both have. docs/compare.md says what counts. Threads: pure functions.

#include "practice/experiments/experiment.h"
#include "practice/experiments/record.h"
#include "practice/experiments/verdict.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct CompareOptions {
  std::string metric;    ///< Empty: the experiment's, else the only one that all runs have.
  std::string by;        ///< A parameter: arms are by its value alone. Empty: by all of them.
  std::string baseline;  ///< Name of the arm that the others are compared with; empty: the first.
  std::string claim;     ///< Only this one, by number (from 1) or name; empty: all.
  WhichPoint at = WhichPoint::kLast;
  std::uint64_t seed = 1;  ///< Of bootstrap and random sign flips.
};

struct Arm {
  std::string name;               ///< "smoothing=0.1", "all runs" without parameters.
  std::vector<std::string> runs;  ///< Ids, by start.
  std::vector<std::int64_t> seeds;
  std::vector<double> values;  ///< One a seed: repeats of a seed are averaged. Beside `seeds`.
  double mean = 0;             ///< NaN without values, as sd.
  double sd = 0;
  Interval interval;   ///< Student's; of two values at least.
  Interval bootstrap;  ///< BCa, 9999 resamples; likewise.
};

/// An arm against the baseline.
struct Contrast {
  std::string arm;
  std::string baseline;
  bool paired = false;
  Estimate difference;    ///< Arm less baseline.
  Interval bootstrap;     ///< Of pairs BCa; of two samples percentile.
  double p = 1;           ///< Of the t test, paired or Welch's.
  double p_holm = 1;      ///< Corrected for all contrasts of the comparison.
  double p_wilcoxon = 1;  ///< NaN without pairs, as p_flip.
  double p_flip = 1;
  double size = 0;  ///< dz of pairs, else Hedges' g.
};

struct ClaimResult {
  std::string name;
  std::string text;
  Expectation expected;
  Estimate measured;
  Judgement judgement;
};

struct Comparison {
  std::string experiment;
  std::string metric;
  Direction direction = Direction::kHigher;
  WhichPoint at = WhichPoint::kLast;
  std::vector<Arm> arms;
  std::vector<Contrast> contrasts;
  std::vector<ClaimResult> claims;
  std::vector<Judgement> verdict;    ///< Of all claims; empty without claims, else one.
  std::vector<std::string> remarks;  ///< What was left out, and what makes figures doubtful.
};

/// Only runs that finished count; the others, and values that are no number, are told in remarks.
/// `runs`: of one experiment. Throws kNotFound (no runs, no such metric, claim, parameter or arm),
/// kUsage (several metrics and none named).
Comparison compare_runs(const Experiment& experiment, const std::vector<Run>& runs,
                        const CompareOptions& options);

/// The arm of a run: as Arm::name.
std::string arm_name(const Run& run, const std::string& by);

/// For people, at most 80 columns but for long names; and for papers. Numbers have four significant
/// digits but in JSON, which has them whole (null for NaN and infinities).
std::string to_text(const Comparison& comparison);
std::string to_markdown(const Comparison& comparison);
std::string to_latex(const Comparison& comparison);
std::string to_json(const Comparison& comparison);

/// "0.021", "< 0.001"; "–" for NaN.
std::string p_words(double p);

}  // namespace assay::practice
