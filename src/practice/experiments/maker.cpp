#include "practice/experiments/maker.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "identify/claims.h"
#include "practice/experiments/notebook_internal.h"
#include "practice/experiments/record.h"
#include "practice/toml_reader_internal.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

extern "C" {
extern const assay::EmbeddedFile assay_experiment[];
extern const std::uint64_t assay_experiment_count;
}

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using identify::Claim;
using identify::Comparison;

constexpr std::size_t kNameWords = 5;
constexpr std::size_t kMostNameBytes = 60;
constexpr double kPercent = 100;

std::string shipped(std::string_view path) {
  for (std::uint64_t i = 0; i < assay_experiment_count; ++i) {
    if (path == assay_experiment[i].path) {
      return std::string(embedded_bytes(assay_experiment[i].begin, assay_experiment[i].end));
    }
  }
  throw Error(Errc::kInternal, "a file is missing in the program", std::string(path));
}

std::string_view field_of(const Work& work, Field field) {
  return field == Field::kTitle ? work.title : field == Field::kText ? work.text : work.abstract;
}

/// "Expected calibration error" -> "expected_calibration_error", and the words that train.py uses.
std::string logged_name(const std::string& metric) {
  static const std::map<std::string, std::string> known = {{"expected calibration error", "ece"},
                                                           {"calibration error", "ece"},
                                                           {"ece", "ece"},
                                                           {"error rate", "error"},
                                                           {"top-1 accuracy", "accuracy"},
                                                           {"test accuracy", "accuracy"},
                                                           {"negative log-likelihood", "nll"},
                                                           {"log-likelihood", "nll"}};
  const std::string lower = ascii_lower(metric);
  if (const auto found = known.find(lower); found != known.end()) {
    return found->second;
  }
  std::string out;
  for (const char c : lower) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (!out.empty() && out.back() == '_') {
    out.pop_back();
  }
  return out;
}

bool is_fraction(const std::string& metric) {
  static const std::set<std::string> names = {"accuracy",  "error",  "ece", "f1",
                                              "precision", "recall", "auc"};
  return names.count(metric) != 0;
}

/// Rounded to so many digits: 73.4 / 100 is 0.734.
double tidy(double value, int digits) {
  return std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
}

/// Written down, so that it is there to be thought about before the first run: a point of a
/// level between 0 and 1, of which a tenth would let nearly everything pass, else a tenth.
double usual_tolerance(const TestedClaim& claim) {
  constexpr double kPoint = 0.01;
  const double tenth = tidy(std::abs(claim.value.value_or(0)) / 10, 2);
  return claim.kind == ClaimKind::kLevel && is_fraction(claim.metric) ? std::min(kPoint, tenth)
                                                                      : tenth;
}

double worth(const Work& work, const Claim& claim) {
  double out = claim.own ? 4 : 0;
  out += claim.dimension.empty() ? 1 : 0;  // quality, not time or memory
  out += claim.dataset_at.empty() ? 0 : 1;
  out += claim.comparison == Comparison::kAbsolute ? 0 : 1;
  out += is_fraction(logged_name(claim.metric)) ? 0.5 : 0;
  out += field_of(work, claim.field).data() == work.abstract.data() ? 0.25 : 0;
  return out;
}

/// The claim as experiment.toml says it.
TestedClaim tested(const Work& work, const Claim& claim) {
  const std::string_view text = field_of(work, claim.field);
  const auto cut = [&](const identify::Span& span) {
    return collapse_spaces(text.substr(span.begin, span.end - span.begin));
  };
  TestedClaim out;
  out.text = cut(claim.sentence);
  out.metric = logged_name(claim.metric);
  if (out.metric == "error" &&
      ascii_lower(out.text).find("calibration error") != std::string::npos) {
    out.metric = "ece";
  }
  out.name = out.metric;
  out.dataset = cut(claim.dataset_at);
  out.unit = claim.unit == "x" ? "" : claim.unit;
  out.direction = claim.better == identify::Better::kLower ? Direction::kLower : Direction::kHigher;
  out.kind = static_cast<ClaimKind>(claim.comparison);
  double value = claim.value;
  // "from 72.1 % to 73.4 %" is a gain of 1.3 points, which another size of data can show, too.
  const double gain = claim.from ? claim.value - *claim.from : 0;
  if (out.kind == ClaimKind::kLevel && (out.direction == Direction::kLower ? gain < 0 : gain > 0)) {
    out.kind = ClaimKind::kDifference;
    out.unit = out.unit == "%" ? "points" : out.unit;
    value = gain;
  }
  const bool falls =
      (out.direction == Direction::kLower) != (claim.change == identify::Change::kWorsened);
  if (out.kind == ClaimKind::kFactor) {
    out.value = falls && value > 0 ? 1 / value : value;
  } else {
    if (out.kind != ClaimKind::kLevel && falls) {
      value = -std::abs(value);
    }
    const bool percent = out.unit == "%" || out.unit == "points";
    if (percent && out.kind != ClaimKind::kRelative && is_fraction(out.metric)) {
      value /= kPercent;
      out.unit.clear();
    }
    out.value = value;
  }
  out.value = tidy(*out.value, 12);
  out.tolerance = usual_tolerance(out);
  out.subject = {{"variant", "idea"}};
  if (out.kind != ClaimKind::kLevel) {
    out.baseline = Selector{{"variant", "baseline"}};
  }
  return out;
}

std::size_t count_of(const std::string& text, std::initializer_list<std::string_view> words) {
  std::size_t n = 0;
  for (const std::string_view word : words) {
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + word.size())) {
      ++n;
    }
  }
  return n;
}

std::string format_selector(const Selector& selector) {
  std::string out = "{";
  for (const auto& [name, value] : selector) {
    out += (out.size() > 1 ? ", " : " ") + name + " = " + toml_quoted(value);
  }
  return out + " }";
}

void add_text(std::string& out, const char* key, const std::string& value) {
  if (!value.empty()) {
    out += std::string(key) + " = " + toml_quoted(value) + "\n";
  }
}

std::string format_claim(const TestedClaim& claim) {
  std::string out = "\n[[claim]]\n";
  add_text(out, "name", claim.name);
  add_text(out, "text", claim.text);
  add_text(out, "metric", claim.metric);
  add_text(out, "kind", std::string(claim_kind_name(claim.kind)));
  if (claim.value) {
    out += "value = " + toml_number(*claim.value) + "\n";
  }
  add_text(out, "unit", claim.unit);
  add_text(out, "direction", std::string(direction_name(claim.direction)));
  if (claim.tolerance) {
    out += "tolerance = " + toml_number(*claim.tolerance) + "\n";
  }
  add_text(out, "dataset", claim.dataset);
  add_text(out, "at", std::string(which_point_name(claim.at)));
  if (!claim.subject.empty()) {
    out += "subject = " + format_selector(claim.subject) + "\n";
  }
  if (claim.baseline) {
    out += "baseline = " + format_selector(*claim.baseline) + "\n";
  }
  return out;
}

/// One word of a shell, whatever is in it: addresses come from anywhere.
std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return out + "'";
}

std::string run_script(const MakeRequest& request) {
  std::string out =
      "#!/bin/sh\n# All runs of this experiment. What has finished is not run again: stop it and "
      "start it as\n# you like. ASSAY names the program where it is not on the PATH.\nset -eu\n"
      "cd \"$(dirname \"$0\")\"\n";
  if (!request.code.empty()) {
    out +=
        "\n# The authors' code, at the commit in code.commit, which the first clone fills in.\n"
        "# train.py does without it: where it cannot be fetched, the runs are made all the same.\n"
        "if [ ! -d code ] && ! git clone -- " +
        shell_quoted(request.code) +
        " code; then\n  echo \"the authors' code was not fetched\" >&2\n"
        "elif [ -s code.commit ]; then\n  git -C code checkout --quiet \"$(cat code.commit)\"\n"
        "else\n  git -C code rev-parse HEAD > code.commit\nfi\n";
  }
  return out + "\n\"${ASSAY:-assay}\" run -e " + request.experiment.name +
         " --seeds 5 --sweep variant=baseline,idea -- \\\n"
         "  python3 train.py --variant '{variant}' --seed '{seed}'\n";
}

/// Where the work's text has no claim with a number.
constexpr const char* kNoClaim = R"toml(
# What the work claims, before the first run: take the signs away and write it down.
# [[claim]]
# name = "accuracy"
# text = "the sentence of the work"
# metric = "accuracy"       # as runs log it; train.py logs accuracy, error, ece, nll, loss
# kind = "difference"       # level, difference, relative (per cent of the baseline), factor
# direction = "higher"      # which way is better
# value = 0.01              # none: only the direction is claimed
# tolerance = 0.005
# subject = { variant = "idea" }
# baseline = { variant = "baseline" }
)toml";

constexpr const char* kChecklist = R"md(
## Reproducibility checklist
What `assay run` records by itself is ticked; the rest is for you.

- [x] command, arguments, seeds, start and end of every run
- [x] commit and changes of the code, packages and versions, hardware
- [x] logs, metrics, output files by hash, time, peak memory
- [ ] the claim is written down with its tolerance before the first run
- [ ] the data are named with version, split, licence, and what was left out
- [ ] the baseline was tuned as much as the idea (say how many trials each had)
- [ ] at least five seeds; the spread is reported, not the best
- [ ] the metric is computed as in the work (say what differs)
- [ ] what this small version cannot show is written down
- [ ] failed runs and other attempts are mentioned
)md";

std::string readme(const MakeRequest& request) {
  const Experiment& e = request.experiment;
  std::string out = "# " + e.name + "\n\n" + e.question + "\n";
  if (!e.title.empty()) {
    out += "\nThe work: " + e.title + " (`" + e.work + "`).\n";
  }
  out += "\n## Claims to test\n";
  for (const TestedClaim& claim : e.claims) {
    out += "- **" + claim.name + "**: \"" + claim.text + "\"\n";
  }
  if (e.claims.empty()) {
    out += "No claim with a number was found: write one into experiment.toml before you run.\n";
  }
  if (!request.task.empty()) {
    out += "\n## What to try\n" + request.task + "\n";
  }
  if (!request.summary.empty()) {
    out += "\n## Feasible here?\n" + request.summary;
  }
  out +=
      "\n## Plan\n"
      "1. Read the claim's sentence in the work; correct experiment.toml where it says "
      "something else.\n"
      "2. Put the idea into `idea.py` (`idea_" +
      std::string(request.form == Template::kLoss        ? "loss"
                  : request.form == Template::kOptimizer ? "update"
                                                         : "data") +
      "`); the example there shows how.\n"
      "3. `python3 train.py --variant idea`: one run, well under a minute.\n"
      "4. `sh run.sh`: baseline and idea, five seeds each, recorded.\n"
      "5. `assay experiment show " +
      e.name +
      "`, then compare, then write down what it shows "
      "and what it cannot.\n";
  if (!request.code.empty()) {
    out += "\nThe authors' code is " + request.code +
           "; `run.sh` clones it to `code/` at a pinned commit.\n";
  }
  return out + kChecklist;
}

}  // namespace

Template template_for(const Work& work) {
  const std::string text = ascii_lower(work.title + "\n" + work.title + "\n" + work.abstract);
  const std::size_t loss = count_of(text, {"loss", "label smoothing", "calibrat", "objective"});
  const std::size_t optimizer =
      count_of(text, {"optimizer", "optimiser", "adam", "sgd", "learning rate", "weight decay"});
  return loss == 0 && optimizer == 0 ? Template::kMethod
         : loss >= optimizer         ? Template::kLoss
                                     : Template::kOptimizer;
}

std::vector<TestedClaim> claims_to_test(const Work& work, std::size_t most) {
  std::vector<Claim> claims = identify::default_claim_reader().read(work);
  claims.erase(std::remove_if(claims.begin(), claims.end(),
                              [](const Claim& claim) { return claim.metric.empty(); }),
               claims.end());
  std::stable_sort(claims.begin(), claims.end(),
                   [&](const Claim& a, const Claim& b) { return worth(work, a) > worth(work, b); });
  std::vector<TestedClaim> out;
  std::set<std::string> names;
  for (const Claim& claim : claims) {
    if (out.size() == most) {
      break;
    }
    TestedClaim one = tested(work, claim);
    if (one.metric.empty()) {
      continue;
    }
    for (int n = 2; !names.insert(one.name).second; ++n) {
      one.name = one.metric + "-" + std::to_string(n);
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string name_for(std::string_view title) {
  std::string out;
  std::size_t words = 0;
  for (const char c : ascii_lower(strip_accents(title))) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      if (++words == kNameWords || out.size() > kMostNameBytes) {
        break;
      }
      out += '-';
    }
  }
  out.resize(std::min(out.size(), kMostNameBytes));
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out.empty() ? "experiment" : out;
}

std::string format_experiment(const Experiment& experiment) {
  std::string out = "# docs/experiments.md has every key.\nversion = 1\n";
  add_text(out, "question", experiment.question);
  add_text(out, "work", experiment.work);
  add_text(out, "title", experiment.title);
  add_text(out, "dataset", experiment.dataset);
  add_text(out, "metric", experiment.metric);
  add_text(out, "direction", std::string(direction_name(experiment.direction)));
  for (const TestedClaim& claim : experiment.claims) {
    out += format_claim(claim);
  }
  if (experiment.claims.empty()) {
    out += kNoClaim;
  }
  for (const RubricCheck& check : experiment.checks) {
    out += "\n[[check]]\n";
    add_text(out, "name", check.name);
    add_text(out, "parent", check.parent);
    add_text(out, "text", check.text);
    out += "weight = " + toml_number(check.weight) + "\n";
    add_text(out, "when", check.condition);
  }
  if (!experiment.feasibility.empty()) {
    out += "\n[feasibility]\n";
    for (const auto& [name, value] : experiment.feasibility) {
      out += name + " = " + toml_number(value) + "\n";
    }
  }
  return out;
}

std::vector<fs::path> make_experiment(const MakeRequest& request) {
  const Experiment& experiment = request.experiment;
  if (!is_experiment_name(experiment.name)) {
    throw Error(Errc::kInvalid, "\"" + experiment.name + "\" is no name for an experiment", "",
                "small letters, digits, \".\", \"-\" and \"_\"");
  }
  const fs::path folder = experiment_folder(request.library, experiment.name);
  std::error_code ignored;
  if (fs::exists(folder / "experiment.toml", ignored)) {
    throw Error(Errc::kInvalid, "there is an experiment \"" + experiment.name + "\" already",
                folder.string(), "--name names the new one otherwise");
  }
  std::map<std::string, std::string> scripts;
  for (const char* name : {"assay_log.py", "data.py", "train.py"}) {
    scripts[name] = shipped(name);
  }
  scripts["idea.py"] = shipped(
      "idea_" + std::string(kTemplateNames.at(static_cast<std::size_t>(request.form))) + ".py");
  std::map<std::string, std::string> files = scripts;
  files["experiment.toml"] = format_experiment(experiment);
  files["README.md"] = readme(request);
  files["run.sh"] = run_script(request);
  files["notebook.ipynb"] = format_notebook(experiment, scripts);
  if (!request.commit.empty()) {
    files["code.commit"] = request.commit + "\n";
  }
  make_folders(folder);
  std::vector<fs::path> made;
  for (const auto& [name, content] : files) {
    if (!fs::exists(folder / name, ignored)) {
      write_file_atomically(folder / name, content);
      made.push_back(folder / name);
    }
  }
  ::chmod((folder / "run.sh").c_str(), 0755);
  return made;
}

std::string_view assay_log_py() {
  static const std::string text = shipped("assay_log.py");
  return text;
}

}  // namespace assay::practice
