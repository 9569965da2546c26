#include "practice/experiments/compare.h"

#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "practice/experiments/naming.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace assay::practice {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The point of a run that counts; nullopt where it is no number or the run lacks the metric.
std::optional<double> value_of(const Run& run, const std::string& metric, Direction direction,
                               WhichPoint at) {
  const auto found = run.metrics.find(metric);
  if (found == run.metrics.end()) {
    return recorded_figure(run, metric);
  }
  const MetricSummary& summary = found->second;
  if (summary.count == summary.strange || (at == WhichPoint::kLast && summary.last_strange)) {
    return std::nullopt;
  }
  switch (at) {
    case WhichPoint::kFirst:
      return summary.first;
    case WhichPoint::kBest:
      return direction == Direction::kLower ? summary.min : summary.max;
    case WhichPoint::kLast:
      break;
  }
  return summary.last;
}

/// Values of runs by seed, and what is to be said about them.
struct Sample {
  std::vector<std::int64_t> seeds;
  std::vector<double> values;
  std::vector<std::string> ids;
  std::size_t left_out = 0;
  bool varied = true;  ///< False where all of several runs have one seed.
};

Sample sample_of(const std::vector<const Run*>& runs, const std::string& metric,
                 Direction direction, WhichPoint at) {
  Sample out;
  std::map<std::int64_t, std::vector<double>> by_seed;
  for (const Run* run : runs) {
    if (const std::optional<double> value = value_of(*run, metric, direction, at)) {
      by_seed[run->seed].push_back(*value);
      out.ids.push_back(run->id);
    } else {
      ++out.left_out;
    }
  }
  out.varied = by_seed.size() != 1 || by_seed.begin()->second.size() == 1;
  for (const auto& [seed, values] : by_seed) {
    if (!out.varied) {
      out.values = values;
      out.seeds.assign(values.size(), seed);
    } else {
      out.seeds.push_back(seed);
      out.values.push_back(mean_of(values));
    }
  }
  return out;
}

/// Values of the seeds that both have, in order; empty unless two at least are shared.
std::pair<std::vector<double>, std::vector<double>> paired_values(const Sample& a,
                                                                  const Sample& b) {
  std::pair<std::vector<double>, std::vector<double>> out;
  if (!a.varied || !b.varied) {
    return out;
  }
  for (std::size_t i = 0; i < a.seeds.size(); ++i) {
    const auto same = std::find(b.seeds.begin(), b.seeds.end(), a.seeds[i]);
    if (same != b.seeds.end()) {
      out.first.push_back(a.values[i]);
      out.second.push_back(b.values[static_cast<std::size_t>(same - b.seeds.begin())]);
    }
  }
  if (out.first.size() < 2) {
    return {};
  }
  return out;
}

Estimate difference_of(const Sample& a, const Sample& b, ClaimKind kind) {
  const auto [first, second] = paired_values(a, b);
  // A few shared seeds among many runs would throw most of them away.
  if (first.size() * 2 >= std::min(a.values.size(), b.values.size()) && !first.empty()) {
    return estimate_pairs(first, second, kind);
  }
  return estimate_samples(a.values, b.values, kind);
}

Interval bootstrap_difference(const Sample& a, const Sample& b, const Bootstrap& how) {
  return percentile_interval(
      [&](const std::function<std::size_t(std::size_t)>& below) {
        const auto drawn = [&](const std::vector<double>& values) {
          double sum = 0;
          for (std::size_t i = 0; i < values.size(); ++i) {
            sum += values[below(values.size())];
          }
          return sum / static_cast<double>(values.size());
        };
        return drawn(a.values) - drawn(b.values);
      },
      how);
}

Contrast contrast_of(const std::string& name, const Sample& a, const std::string& against,
                     const Sample& b, std::uint64_t seed) {
  Contrast out;
  out.arm = name;
  out.baseline = against;
  out.difference = difference_of(a, b, ClaimKind::kDifference);
  out.paired = out.difference.design == Design::kPaired;
  out.p = out.p_wilcoxon = out.p_flip = out.size = kNone;
  out.bootstrap = {kNone, kNone};
  if (out.difference.runs == 0) {
    out.difference.mean = kNone;
  }
  if (out.difference.runs < 2) {
    out.difference.interval = {kNone, kNone};
    return out;
  }
  const Bootstrap how{Bootstrap{}.resamples, seed, kLevel};
  if (out.paired) {
    const auto [first, second] = paired_values(a, b);
    std::vector<double> differences;
    for (std::size_t i = 0; i < first.size(); ++i) {
      differences.push_back(first[i] - second[i]);
    }
    out.p = paired_t(differences).p;
    out.p_wilcoxon = wilcoxon_signed_rank(differences).p;
    out.p_flip = sign_flip(differences, seed).p;
    out.size = paired_size(differences);
    out.bootstrap = bootstrap_mean(differences, how);
  } else {
    out.p = welch_t(a.values, b.values).p;
    out.size = hedges_g(a.values, b.values);
    out.bootstrap = bootstrap_difference(a, b, how);
  }
  return out;
}

class Comparer {
 public:
  Comparer(const Experiment& experiment, const std::vector<Run>& runs,
           const CompareOptions& options)
      : experiment_(experiment), options_(options) {
    out_.experiment = experiment.name;
    out_.at = options.at;
    std::size_t unfinished = 0;
    for (const Run& run : runs) {
      if (run.status == RunStatus::kFinished) {
        runs_.push_back(&run);
      } else {
        ++unfinished;
      }
    }
    if (unfinished > 0) {
      remark(counted(unfinished, "run") + " did not finish and " +
             (unfinished == 1 ? "is" : "are") + " left out");
    }
    if (runs_.empty()) {
      throw Error(Errc::kNotFound, "no finished run to compare", experiment.name,
                  "`assay run -e " + experiment.name + " --seeds 5 -- COMMAND` makes some");
    }
    std::sort(runs_.begin(), runs_.end(),
              [](const Run* a, const Run* b) { return began_before(*a, *b); });
  }

  Comparison compare() {
    choose_metric();
    make_arms();
    make_contrasts();
    judge_claims();
    return std::move(out_);
  }

 private:
  void remark(const std::string& words) {
    if (std::find(out_.remarks.begin(), out_.remarks.end(), words) == out_.remarks.end()) {
      out_.remarks.push_back(words);
    }
  }

  void choose_metric() {
    std::set<std::string> known;
    for (const Run* run : runs_) {
      for (const auto& [name, summary] : run->metrics) {
        known.insert(name);
      }
    }
    std::string names = join({known.begin(), known.end()}, ", ");
    const auto is_there = [&](const std::string& metric) {
      return known.count(metric) > 0 || is_recorded_figure(metric);
    };
    std::string metric = options_.metric;
    if (metric.empty() && is_there(experiment_.metric)) {
      metric = experiment_.metric;
    }
    for (const TestedClaim& claim : experiment_.claims) {
      if (metric.empty() && is_there(claim.metric)) {
        metric = claim.metric;
      }
    }
    if (metric.empty() && known.size() == 1) {
      metric = *known.begin();
    }
    if (known.empty() && !is_there(metric)) {
      throw Error(Errc::kNotFound, "these runs have no metrics", experiment_.name,
                  "let the command print lines such as accuracy=0.93, or compare what is recorded "
                  "of every run: --metric wall_seconds");
    }
    if (metric.empty() && !experiment_.metric.empty()) {
      throw Error(Errc::kNotFound,
                  "no run has the metric \"" + experiment_.metric + "\" of experiment.toml",
                  experiment_.name, "log it, or name one of theirs by --metric: " + names);
    }
    if (metric.empty()) {
      throw Error(Errc::kUsage, "the runs have several metrics", names, "name one by --metric");
    }
    if (!is_there(metric)) {
      throw Error(Errc::kNotFound, "no run has the metric \"" + metric + "\"", experiment_.name,
                  "they have " + names);
    }
    out_.metric = metric;
    out_.direction = direction_of(metric);
  }

  [[nodiscard]] Direction direction_of(const std::string& metric) const {
    if (metric == experiment_.metric) {
      return experiment_.direction;
    }
    for (const TestedClaim& claim : experiment_.claims) {
      if (claim.metric == metric) {
        return claim.direction;
      }
    }
    return usual_direction(metric);
  }

  /// Says once what a sample hides.
  void remark_on(const Sample& sample, const std::string& name, const std::string& metric) {
    if (sample.left_out > 0) {
      remark(fmt::format("{}: {} without a finite {} left out", name,
                         counted(sample.left_out, "run"), metric));
    }
    if (!sample.varied) {
      remark(name + ": all runs have one seed, so their spread is the machine's, not the seed's");
    } else if (sample.ids.size() > sample.values.size()) {
      remark(name + ": runs that repeat a seed are averaged, and count once");
    }
    if (sample.values.size() >= 2 && sd_of(sample.values) == 0) {
      remark(fmt::format("{}: all {} have the same {}: does the command use its seed?", name,
                         counted(sample.values.size(), "run"), metric));
    }
  }

  void make_arms() {
    std::map<std::string, std::vector<const Run*>> arms;
    for (const Run* run : runs_) {
      const std::string name = arm_name(*run, options_.by);
      if (arms.count(name) == 0) {
        order_.push_back(name);
      }
      arms[name].push_back(run);
    }
    if (!options_.by.empty() && arms.size() == 1 && runs_[0]->parameters.count(options_.by) == 0) {
      throw Error(Errc::kNotFound, "no run has the parameter \"" + options_.by + "\"",
                  experiment_.name);
    }
    for (const std::string& name : order_) {
      const Sample sample = sample_of(arms[name], out_.metric, out_.direction, options_.at);
      Arm& arm = out_.arms.emplace_back();
      arm.name = name;
      arm.runs = sample.ids;
      arm.seeds = sample.seeds;
      arm.values = sample.values;
      arm.mean = arm.sd = kNone;
      arm.interval = arm.bootstrap = {kNone, kNone};
      if (!sample.values.empty()) {
        arm.mean = mean_of(sample.values);
      }
      if (sample.values.size() > 1) {
        arm.sd = sd_of(sample.values);
        arm.interval = mean_interval(sample.values, kLevel);
        arm.bootstrap =
            bootstrap_mean(sample.values, {Bootstrap{}.resamples, options_.seed, kLevel});
      }
      remark_on(sample, name, out_.metric);
      samples_[name] = sample;
    }
  }

  void make_contrasts() {
    const std::string base = options_.baseline.empty() ? order_.front() : options_.baseline;
    if (samples_.count(base) == 0) {
      throw Error(Errc::kNotFound, "there is no arm \"" + base + "\"", experiment_.name,
                  "there are " + join(order_, ", "));
    }
    std::vector<double> tested;
    for (const std::string& name : order_) {
      if (name != base) {
        out_.contrasts.push_back(
            contrast_of(name, samples_[name], base, samples_[base], options_.seed));
        if (!std::isnan(out_.contrasts.back().p)) {
          tested.push_back(out_.contrasts.back().p);
        }
      }
    }
    const std::vector<double> corrected = holm(tested);
    std::size_t next = 0;
    for (Contrast& contrast : out_.contrasts) {
      contrast.p_holm = std::isnan(contrast.p) ? kNone : corrected[next++];
    }
  }

  [[nodiscard]] std::vector<const TestedClaim*> chosen_claims() const {
    std::vector<const TestedClaim*> out;
    for (std::size_t i = 0; i < experiment_.claims.size(); ++i) {
      const TestedClaim& claim = experiment_.claims[i];
      if (options_.claim.empty() || options_.claim == claim.name ||
          options_.claim == std::to_string(i + 1)) {
        out.push_back(&claim);
      }
    }
    if (out.empty() && !options_.claim.empty()) {
      throw Error(
          Errc::kNotFound, "the experiment has no claim \"" + options_.claim + "\"",
          experiment_.name,
          fmt::format("experiment.toml has {}", counted(experiment_.claims.size(), "claim")));
    }
    return out;
  }

  [[nodiscard]] Sample select(const TestedClaim& claim, const Selector& selector) const {
    std::vector<const Run*> chosen;
    for (const Run* run : runs_) {
      if (matches(selector, run->parameters)) {
        chosen.push_back(run);
      }
    }
    return sample_of(chosen, claim.metric, claim.direction, claim.at);
  }

  /// Measures what the claim is about, or says in the judgement why nothing can be measured.
  ClaimResult judge_claim(const TestedClaim& claim) {
    ClaimResult out;
    out.name = claim.name;
    out.text = claim.text;
    out.expected = expectation_of(claim);
    if (claim.kind == ClaimKind::kLevel && !claim.value) {
      out.expected.kind = ClaimKind::kDifference;  // just better than the baseline
    }
    const Sample subject = select(claim, claim.subject);
    remark_on(subject, claim.name, claim.metric);
    if (out.expected.kind == ClaimKind::kLevel) {
      out.measured = estimate_of(subject.values);
    } else if (claim.baseline) {
      const Sample baseline = select(claim, *claim.baseline);
      remark_on(baseline, claim.name + ", baseline", claim.metric);
      out.measured = difference_of(subject, baseline, out.expected.kind);
    } else {
      out.judgement.reason =
          "a difference is claimed, and experiment.toml does not say which runs are the baseline";
      return out;
    }
    out.judgement = judge(out.measured, out.expected);
    if (out.expected.kind == ClaimKind::kLevel && is_on_other_data(claim)) {
      out.judgement.standing = Standing::kTooFew;
      out.judgement.more = 0;
      out.judgement.reason = fmt::format(
          "a level on {} is claimed, and these runs are on {}: no number of them decides it",
          claim.dataset, experiment_.dataset);
    }
    return out;
  }

  [[nodiscard]] bool is_on_other_data(const TestedClaim& claim) const {
    return !claim.dataset.empty() && !experiment_.dataset.empty() &&
           !name_same_data(claim.dataset, experiment_.dataset);
  }

  void judge_claims() {
    std::vector<Judgement> judgements;
    for (const TestedClaim* claim : chosen_claims()) {
      out_.claims.push_back(judge_claim(*claim));
      judgements.push_back(out_.claims.back().judgement);
      if (!claim->dataset.empty() && !experiment_.dataset.empty() &&
          claim->dataset != experiment_.dataset) {
        remark(fmt::format("{}: claimed on {}, measured on {}", claim->name, claim->dataset,
                           experiment_.dataset));
      }
    }
    if (!judgements.empty()) {
      out_.verdict.push_back(judge_all(judgements));
    }
  }

  const Experiment& experiment_;
  const CompareOptions& options_;
  std::vector<const Run*> runs_;
  std::vector<std::string> order_;
  std::map<std::string, Sample> samples_;
  Comparison out_;
};

}  // namespace

std::string arm_name(const Run& run, const std::string& by) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : run.parameters) {
    if (by.empty() || by == name) {
      parts.push_back(fmt::format("{}={}", name, value));
    }
  }
  if (by.empty() && !run.label.empty()) {
    parts.push_back(run.label);
  }
  return parts.empty() ? (by.empty() ? "all runs" : "without " + by) : join(parts, " ");
}

Comparison compare_runs(const Experiment& experiment, const std::vector<Run>& runs,
                        const CompareOptions& options) {
  return Comparer(experiment, runs, options).compare();
}

}  // namespace assay::practice
