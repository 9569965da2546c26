#include "practice/experiments/differ.h"

#include "base/text.h"
#include "practice/experiments/facts.h"
#include "practice/experiments/indented_internal.h"
#include "practice/experiments/inputs.h"
#include "practice/experiments/verdict.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace assay::practice {
namespace {

constexpr std::size_t kMostDiffLines = 200;
constexpr std::size_t kShortCommit = 10;
constexpr std::array<std::string_view, 8> kCauseNames = {
    "hyper-parameters", "evaluation protocol", "data",  "code",
    "dependencies",     "precision",           "seeds", "hardware"};

/// Packages whose version moves results more than others'.
bool is_framework(std::string_view name) {
  constexpr std::array<std::string_view, 13> kNames = {
      "torch", "tensorflow", "jax",  "jaxlib",       "keras", "transformers", "flax",
      "numpy", "scipy",      "peft", "scikit-learn", "optax", "datasets"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_precision(std::string_view name) {
  constexpr std::array<std::string_view, 12> kWords = {"precision", "dtype", "fp16",    "bf16",
                                                       "fp32",      "fp8",   "amp",     "tf32",
                                                       "half",      "mixed", "quantiz", "float"};
  const std::string lower = ascii_lower(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool is_evaluation(std::string_view name) {
  constexpr std::array<std::string_view, 10> kWords = {
      "eval", "test", "split", "metric", "prompt", "shot", "beam", "temperature", "topk", "valid"};
  const std::string lower = ascii_lower(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::optional<double> last_of(const Run& run, const std::string& metric) {
  const auto found = run.metrics.find(metric);
  if (found == run.metrics.end() || found->second.last_strange ||
      found->second.count == found->second.strange) {
    return std::nullopt;
  }
  return found->second.last;
}

/// The sd of the metric between seeds, among runs like `like`; 0 when unknown.
double spread_of(const Run& like, const std::vector<Run>& others, const std::string& metric) {
  std::map<std::int64_t, double> by_seed;
  for (const Run& run : others) {
    const std::optional<double> value = last_of(run, metric);
    if (value && run.parameters == like.parameters && run.status == RunStatus::kFinished) {
      by_seed[run.seed] = *value;
    }
  }
  std::vector<double> values;
  values.reserve(by_seed.size());
  for (const auto& [seed, value] : by_seed) {
    values.push_back(value);
  }
  return values.size() < 3 ? 0 : sd_of(values);
}

class Differ {
 public:
  void add(Cause cause, const std::string& what, const std::string& mine, const std::string& theirs,
           double weight, const std::string& why = {}) {
    if (mine != theirs) {
      report.differences.push_back({cause, what, mine, theirs, weight, why});
    }
  }

  DifferReport finish(const std::set<Cause>& looked_at) {
    std::stable_sort(report.differences.begin(), report.differences.end(),
                     [](const Difference& a, const Difference& b) { return a.weight > b.weight; });
    for (const Cause cause : looked_at) {
      const bool differs = std::any_of(report.differences.begin(), report.differences.end(),
                                       [&](const Difference& one) { return one.cause == cause; });
      if (!differs) {
        report.same.emplace_back(cause_name(cause));
      }
    }
    return std::move(report);
  }

  DifferReport report;
};

void add_parameters(Differ& out, const Run& mine, const Run& theirs) {
  std::set<std::string> names;
  for (const Run* run : {&mine, &theirs}) {
    for (const auto& [name, value] : run->parameters) {
      names.insert(name);
    }
  }
  for (const std::string& name : names) {
    const auto value = [&](const Run& run) {
      const auto found = run.parameters.find(name);
      return found == run.parameters.end() ? std::string("not set") : found->second;
    };
    if (matches({{name, value(theirs)}}, {{name, value(mine)}})) {
      continue;  // 1e-3 and 0.001
    }
    const Cause cause = is_precision(name)    ? Cause::kPrecision
                        : is_evaluation(name) ? Cause::kEvaluation
                                              : Cause::kParameters;
    out.add(cause, name, value(mine), value(theirs),
            cause == Cause::kParameters   ? 1
            : cause == Cause::kEvaluation ? 0.95
                                          : 0.6);
  }
}

void add_code(Differ& out, const Run& mine, const Run& theirs, const std::string& my_diff,
              const std::string& their_diff) {
  const auto commit = [](const Run& run) {
    return run.git.commit.empty() ? std::string("no commit")
                                  : run.git.commit.substr(0, kShortCommit);
  };
  out.add(Cause::kCode, "commit", commit(mine), commit(theirs), 0.85,
          mine.git.commit.empty() || theirs.git.commit.empty()
              ? "one of them ran outside of a repository"
              : "git diff " + commit(theirs) + " " + commit(mine));
  const auto state = [](const Run& run) {
    return run.git.dirty ? "changed, sha256 " + run.git.diff_sha256.substr(0, kShortCommit)
                         : std::string("as committed");
  };
  if (mine.git.diff_sha256 != theirs.git.diff_sha256 || mine.git.dirty != theirs.git.dirty) {
    out.add(Cause::kCode, "uncommitted changes", state(mine), state(theirs), 0.9,
            "code that no commit holds");
  }
  const auto words = [](const Run& run) {
    return join(run.asked.empty() ? run.command : run.asked, " ");
  };
  out.add(Cause::kCode, "command", words(mine), words(theirs), 0.88);
  const auto has_code = [](const Run& run) {
    return std::any_of(run.inputs.begin(), run.inputs.end(),
                       [](const RunInput& input) { return is_code_file(input.path); });
  };
  if (mine.git.commit.empty() && theirs.git.commit.empty() &&
      !(has_code(mine) && has_code(theirs))) {
    out.report.unknown.emplace_back("neither run knows its code: there was no git repository");
  }
  const std::vector<std::string_view> left = split(their_diff, '\n');
  const std::vector<std::string_view> right = split(my_diff, '\n');
  const std::set<std::string_view> in_left(left.begin(), left.end());
  const std::set<std::string_view> in_right(right.begin(), right.end());
  std::size_t lines = 0;
  const auto tell = [&](const std::vector<std::string_view>& from,
                        const std::set<std::string_view>& other, const char* sign) {
    for (const std::string_view line : from) {
      if (other.count(line) == 0 && !trim(line).empty() && lines < kMostDiffLines) {
        out.report.diff += sign + std::string(line) + "\n";
        ++lines;
      }
    }
  };
  tell(left, in_right, "theirs ");
  tell(right, in_left, "mine   ");
}

void add_packages(Differ& out, const Run& mine, const Run& theirs) {
  std::map<std::string, std::array<std::string, 2>> versions;
  for (const PackageVersion& package : mine.packages) {
    versions[ascii_lower(package.name)][0] = package.version;
  }
  for (const PackageVersion& package : theirs.packages) {
    versions[ascii_lower(package.name)][1] = package.version;
  }
  for (const auto& [name, pair] : versions) {
    const bool both = !pair[0].empty() && !pair[1].empty();
    const int distance = both ? version_distance(pair[0], pair[1]) : 2;
    const double weight = 0.1 * distance + (is_framework(name) ? 0.45 : 0.02);
    out.add(Cause::kDependencies, name, pair[0].empty() ? "absent" : pair[0],
            pair[1].empty() ? "absent" : pair[1], weight);
  }
  out.add(Cause::kDependencies, "interpreter", mine.interpreter, theirs.interpreter, 0.3);
  if (mine.packages.empty() || theirs.packages.empty()) {
    out.report.unknown.emplace_back("the packages of one of them are not on record");
  }
}

constexpr std::size_t kTellingHash = 12;

std::string state_of(const RunInput* input) {
  if (input == nullptr) {
    return "not read";
  }
  return fmt::format(
      "{} bytes{}", input->bytes,
      input->sha256.empty() ? std::string() : ", sha256 " + input->sha256.substr(0, kTellingHash));
}

/// Files that they read: by far the likeliest data to differ.
void add_inputs(Differ& out, const Run& mine, const Run& theirs) {
  std::map<std::string, std::array<const RunInput*, 2>> files;
  for (const RunInput& input : mine.inputs) {
    files[input.path][0] = &input;
  }
  for (const RunInput& input : theirs.inputs) {
    files[input.path][1] = &input;
  }
  for (const auto& [path, pair] : files) {
    const bool code = is_code_file(path);
    const Cause cause = code ? Cause::kCode : Cause::kData;
    if (pair[0] != nullptr && pair[1] != nullptr) {
      const bool same =
          pair[0]->bytes == pair[1]->bytes && (pair[0]->sha256 == pair[1]->sha256 ||
                                               pair[0]->sha256.empty() || pair[1]->sha256.empty());
      if (!same) {
        out.add(cause, path, state_of(pair[0]), state_of(pair[1]), code ? 0.87 : 0.97,
                "a file that both read, with other content");
      }
    } else {
      const RunInput& one = pair[0] != nullptr ? *pair[0] : *pair[1];
      const bool sure = one.seen == "listed" || one.seen == "argument";
      out.add(cause, path, state_of(pair[0]), state_of(pair[1]), sure ? 0.7 : 0.25,
              sure ? "a file that only one of them names"
                   : "a file that only one of them was seen to read");
    }
  }
  if (mine.inputs.empty() || theirs.inputs.empty()) {
    out.report.unknown.emplace_back(mine.inputs.empty() && theirs.inputs.empty()
                                        ? "of neither run a file that it read is on record"
                                        : "of one of them no file that it read is on record");
  }
  const auto is_hashless = [](const RunInput& input) { return input.sha256.empty(); };
  if (std::any_of(mine.inputs.begin(), mine.inputs.end(), is_hashless) ||
      std::any_of(theirs.inputs.begin(), theirs.inputs.end(), is_hashless)) {
    out.report.unknown.emplace_back(
        "some files were too large to be hashed: of these only the sizes are compared");
  }
}

void add_data(Differ& out, const Run& mine, const Run& theirs) {
  add_inputs(out, mine, theirs);
  std::map<std::string, std::array<std::string, 2>> hashes;
  for (const RunOutput& output : mine.outputs) {
    hashes[output.path][0] = output.sha256;
  }
  for (const RunOutput& output : theirs.outputs) {
    hashes[output.path][1] = output.sha256;
  }
  for (const auto& [path, pair] : hashes) {
    if (!pair[0].empty() && !pair[1].empty()) {
      out.add(Cause::kData, path, pair[0].substr(0, kTellingHash), pair[1].substr(0, kTellingHash),
              0.32,
              "a file that each run wrote: a result of the difference, or its cause where it "
              "is read again");
    }
  }
}

/// Variables that `assay run` makes of parameters and seed, which are told as such.
bool repeats_the_setting(const std::string& variable) {
  return variable == "PYTHONHASHSEED" || variable == "ASSAY_SEED" ||
         variable.rfind("ASSAY_PARAM_", 0) == 0;
}

void add_machine(Differ& out, const Run& mine, const Run& theirs) {
  const auto gpus = [](const Run& run) {
    return run.hardware.gpus.empty() ? std::string("none") : join(run.hardware.gpus, ", ");
  };
  out.add(Cause::kHardware, "GPU", gpus(mine), gpus(theirs),
          mine.hardware.gpus.empty() != theirs.hardware.gpus.empty() ? 0.5 : 0.28,
          "sums in another order, other kernels");
  out.add(Cause::kHardware, "CPU", mine.hardware.cpu, theirs.hardware.cpu, 0.2);
  out.add(Cause::kHardware, "cores", std::to_string(mine.hardware.cores),
          std::to_string(theirs.hardware.cores), 0.15, "sums in another order");
  out.add(Cause::kHardware, "system", mine.hardware.os, theirs.hardware.os, 0.1);
  std::set<std::string> names;
  for (const Run* run : {&mine, &theirs}) {
    for (const auto& [name, value] : run->environment) {
      names.insert(name);
    }
  }
  for (const std::string& name : names) {
    const auto value = [&](const Run& run) {
      const auto found = run.environment.find(name);
      return found == run.environment.end() ? std::string("not set") : found->second;
    };
    if (repeats_the_setting(name) && mine.environment.count(name) > 0 &&
        theirs.environment.count(name) > 0) {
      continue;
    }
    const Cause cause = is_precision(name) ? Cause::kPrecision : Cause::kHardware;
    out.add(cause, name, value(mine), value(theirs), cause == Cause::kPrecision ? 0.6 : 0.18,
            "an environment variable");
  }
}

/// Seeds come first where the difference is of the size that seeds make here.
void add_seeds(Differ& out, const Run& mine, const Run& theirs, double spread) {
  constexpr double kUsual = 2.8;  // two draws differ by less in 95 % of cases: 1.96 sqrt 2
  const std::optional<double>& a = out.report.my_value;
  const std::optional<double>& b = out.report.their_value;
  double weight = 0.4;
  std::string why = "fewer than three seeds of the same setting: how much they matter is unknown";
  if (spread > 0 && a && b) {
    const bool usual = std::abs(*a - *b) <= kUsual * spread;
    weight = usual ? 0.99 : 0.12;
    why = fmt::format("seeds alone move {} by an sd of {} here; the two differ by {}",
                      out.report.metric, short_number(spread), short_number(std::abs(*a - *b)));
  }
  out.add(Cause::kSeeds, "seed", std::to_string(mine.seed), std::to_string(theirs.seed), weight,
          why);
}

std::string metric_of(const Experiment& experiment, const Run& mine) {
  return !experiment.metric.empty() || mine.metrics.empty() ? experiment.metric
                                                            : mine.metrics.begin()->first;
}

}  // namespace

std::string_view cause_name(Cause cause) {
  return kCauseNames.at(static_cast<std::size_t>(cause));
}

DifferReport differ_runs(const Experiment& experiment, const Run& mine, const Run& theirs,
                         const std::vector<Run>& others, const std::string& my_diff,
                         const std::string& their_diff) {
  Differ out;
  out.report.mine = mine.id;
  out.report.theirs = theirs.id;
  out.report.metric = metric_of(experiment, mine);
  out.report.my_value = last_of(mine, out.report.metric);
  out.report.their_value = last_of(theirs, out.report.metric);
  add_parameters(out, mine, theirs);
  add_code(out, mine, theirs, my_diff, their_diff);
  add_packages(out, mine, theirs);
  add_data(out, mine, theirs);
  add_machine(out, mine, theirs);
  add_seeds(out, mine, theirs, spread_of(mine, others, out.report.metric));
  out.report.unknown.emplace_back(
      "data from a network or a database's server, and files outside the working folder that were "
      "read and closed between two looks, are not seen: list them as `data`");
  std::set<Cause> looked_at = {Cause::kParameters, Cause::kCode,  Cause::kDependencies,
                               Cause::kPrecision,  Cause::kSeeds, Cause::kHardware};
  if (!mine.inputs.empty() && !theirs.inputs.empty()) {
    looked_at.insert(Cause::kData);
  }
  return out.finish(looked_at);
}

DifferReport differ_claim(const Experiment& experiment, const TestedClaim& claim, const Run& mine,
                          const std::vector<Run>& others, const Drift& drift) {
  Differ out;
  out.report.mine = mine.id;
  out.report.theirs = "claim " + claim.name;
  out.report.metric = claim.metric;
  out.report.my_value = last_of(mine, claim.metric);
  if (claim.kind == ClaimKind::kLevel) {
    out.report.their_value = claim.value;
  }
  if (!claim.dataset.empty() && !experiment.dataset.empty()) {
    out.add(Cause::kData, "data set", experiment.dataset, claim.dataset, 0.97,
            "other data answer another question");
  }
  for (const auto& [name, value] : claim.subject) {
    const auto found = mine.parameters.find(name);
    const std::string own = found == mine.parameters.end() ? "not set" : found->second;
    if (!matches({{name, value}}, {{name, own}})) {
      out.add(Cause::kParameters, name, own, value, 1, "the claim is about runs with this");
    }
  }
  for (const PackageDrift& package : drift.packages) {
    if (package.distance == 0 || package.then.empty() || package.now.empty()) {
      continue;
    }
    const double weight = 0.1 * package.distance + (is_framework(package.package) ? 0.45 : 0.1) +
                          (package.breaking.empty() ? 0 : 0.1);
    out.add(Cause::kDependencies, package.package, package.now,
            package.then + " (" + package.then_date + ")", weight,
            package.breaking.empty()
                ? std::string()
                : fmt::format("{} known breaking changes since: {}", package.breaking.size(),
                              package.breaking.front()));
  }
  const double spread = spread_of(mine, others, claim.metric);
  if (spread > 0) {
    out.add(
        Cause::kSeeds, "seed", std::to_string(mine.seed), "unknown", 0.3,
        fmt::format("seeds alone move {} by an sd of {} here", claim.metric, short_number(spread)));
  }
  out.report.unknown.emplace_back(
      "what the authors ran on, with which seeds, precision and exact code, is in no record here");
  if (drift.date.empty()) {
    out.report.unknown.emplace_back("the work has no date, so no environment can be dated to it");
  }
  return out.finish({Cause::kParameters, Cause::kDependencies});
}

std::string to_text(const DifferReport& report) {
  std::string out = report.mine + " against " + report.theirs + "\n";
  if (report.my_value || report.their_value) {
    const auto words = [](const std::optional<double>& value) {
      return value ? short_number(*value) : std::string("unknown");
    };
    out += indented(fmt::format("{}: {} against {}", report.metric, words(report.my_value),
                                words(report.their_value)),
                    2);
  }
  out += report.differences.empty() ? "\n  Nothing on record differs.\n" : "\n";
  std::size_t n = 0;
  for (const Difference& one : report.differences) {
    out += indented(fmt::format("{}. {}, {}: {} against {}", ++n, cause_name(one.cause), one.what,
                                one.mine, one.theirs),
                    2);
    out += one.why.empty() ? "" : indented(one.why, 5);
  }
  if (!report.same.empty()) {
    out += "\n" + indented("the same: " + join(report.same, ", "), 2);
  }
  for (const std::string& unknown : report.unknown) {
    out += indented("not known: " + unknown, 2);
  }
  if (!report.diff.empty()) {
    out += "\n  uncommitted lines that only one of them had\n";
    for (const std::string_view line : split(report.diff, '\n')) {
      out += line.empty() ? "" : "    " + std::string(line) + "\n";
    }
  }
  return out;
}

std::string to_json(const DifferReport& report) {
  using Json = nlohmann::ordered_json;
  Json differences = Json::array();
  for (const Difference& one : report.differences) {
    differences.push_back({{"cause", cause_name(one.cause)},
                           {"what", one.what},
                           {"mine", one.mine},
                           {"theirs", one.theirs},
                           {"weight", one.weight},
                           {"why", one.why}});
  }
  const auto value = [](const std::optional<double>& number) {
    return number ? Json(*number) : Json();
  };
  return Json{
      {"mine", report.mine},        {"theirs", report.theirs},
      {"metric", report.metric},    {"values", {value(report.my_value), value(report.their_value)}},
      {"differences", differences}, {"same", report.same},
      {"unknown", report.unknown},  {"diff", report.diff}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::practice
