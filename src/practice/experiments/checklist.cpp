#include "practice/experiments/checklist.h"

#include "base/text.h"
#include "base/words.h"
#include "practice/experiments/facts.h"
#include "practice/experiments/indented_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace assay::practice {
namespace {

/// What both venues ask in their own way, answered once.
struct Filled {
  Answer answer = Answer::kYours;
  std::string evidence;
  std::vector<std::string> missing;
};

/// Yes where nothing is missing, missing where there is no evidence at all, else partly.
Filled settled(std::string evidence, std::vector<std::string> missing) {
  Filled out;
  out.answer = missing.empty()    ? Answer::kYes
               : evidence.empty() ? Answer::kMissing
                                  : Answer::kPartly;
  out.evidence = std::move(evidence);
  out.missing = std::move(missing);
  return out;
}

Filled yours(std::string evidence = {}) {
  return {Answer::kYours, std::move(evidence), {}};
}

std::string some(const std::vector<std::string>& list, std::size_t most) {
  std::vector<std::string> shown(
      list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(most, list.size())));
  return join(shown, "; ") +
         (list.size() > most ? fmt::format("; and {} more", list.size() - most) : "");
}

class Filler {
 public:
  Filler(const Experiment& experiment, const std::vector<Run>& runs,
         const std::optional<Comparison>& comparison)
      : experiment_(experiment), facts_(facts_of(runs)), comparison_(comparison) {}

  [[nodiscard]] Filled claims() const {
    if (experiment_.claims.empty()) {
      return settled({}, {"state the claims under test in experiment.toml ([[claim]])"});
    }
    std::string evidence = counted(experiment_.claims.size(), "claim") + " under test";
    if (comparison_ && !comparison_->verdict.empty()) {
      evidence += ": " + std::string(standing_words(comparison_->verdict[0].standing));
      return settled(evidence, {});
    }
    return settled(evidence, {"run and compare: no verdict yet"});
  }

  [[nodiscard]] Filled limits() const {
    Filled out = yours();
    if (comparison_) {
      out.evidence = some(comparison_->remarks, 4);
    }
    return out;
  }

  [[nodiscard]] Filled repeatable() const {
    std::vector<std::string> missing;
    if (facts_.commands.empty()) {
      return settled({}, {"run it by `assay run`, which records command, code and packages"});
    }
    if (facts_.without_commit > 0) {
      missing.push_back("keep the code in a git repository: " +
                        counted(facts_.without_commit, "run") + " without a commit");
    }
    if (facts_.packages.empty() && facts_.mixed_packages.empty()) {
      missing.emplace_back("versions of the packages in use");
    }
    if (!facts_.mixed_packages.empty()) {
      missing.push_back("the same packages in all runs: " + some(facts_.mixed_packages, 3));
    }
    return settled("command: " + some(facts_.commands, 2) + ". " + counted(facts_.runs, "run") +
                       ", seeds " + seed_words(),
                   missing);
  }

  [[nodiscard]] Filled open_code() const {
    std::vector<std::string> missing;
    if (!facts_.remote) {
      missing.emplace_back("publish the code and add its address as git remote \"origin\"");
    }
    if (facts_.dirty > 0) {
      missing.push_back("commit the changes that " + counted(facts_.dirty, "run") +
                        " had beyond their commit");
    }
    if (experiment_.dataset.empty()) {
      missing.emplace_back("say in experiment.toml where the data come from (dataset)");
    }
    return settled(some(facts_.commits, 2), missing);
  }

  [[nodiscard]] Filled setting() const {
    std::vector<std::string> missing;
    if (experiment_.dataset.empty()) {
      missing.emplace_back("name the data set and its splits in experiment.toml (dataset)");
    }
    if (facts_.parameters.empty()) {
      missing.emplace_back(
          "give hyper-parameters to `assay run` by --set or --sweep, so that they are on record");
    }
    std::string evidence = some(facts_.parameters, 6);
    if (!experiment_.dataset.empty()) {
      evidence += (evidence.empty() ? "data: " : "; data: ") + experiment_.dataset;
    }
    return settled(evidence, missing);
  }

  [[nodiscard]] Filled statistics() const {
    if (!comparison_ || comparison_->arms.empty()) {
      return settled({}, {"at least three seeds of each arm, and `assay compare`"});
    }
    std::size_t fewest = comparison_->arms[0].values.size();
    for (const Arm& arm : comparison_->arms) {
      fewest = std::min(fewest, arm.values.size());
    }
    std::vector<std::string> missing;
    if (fewest < kLeastRuns) {
      missing.push_back(
          fmt::format("at least {} runs of each arm; one has {}", kLeastRuns, fewest));
    }
    return settled(
        fmt::format("means over {} or more seeds with sd and 95 % intervals (Student's t, and "
                    "bootstrap), {} point of each run; p after Holm",
                    fewest, which_point_name(comparison_->at)),
        missing);
  }

  [[nodiscard]] Filled compute() const {
    if (facts_.machines.empty()) {
      return settled({}, {"run it by `assay run`, which records the machine, time and memory"});
    }
    std::string evidence =
        fmt::format("{}. {} in all, the longest run {}, peak memory {}", some(facts_.machines, 2),
                    duration_words(facts_.seconds), duration_words(facts_.longest_seconds),
                    size_words(facts_.peak_bytes));
    if (facts_.joules > 0) {
      evidence += fmt::format(", {:.3g} kJ", facts_.joules / 1000);
    }
    return settled(evidence, {});
  }

  [[nodiscard]] Filled size_and_compute() const {
    Filled out = compute();
    const auto known = experiment_.feasibility.find("parameters");
    if (known == experiment_.feasibility.end()) {
      out.missing.emplace_back("the number of the model's parameters ([feasibility] parameters)");
      out.answer = out.evidence.empty() ? Answer::kMissing : Answer::kPartly;
    } else {
      out.evidence = fmt::format("{:.4g} parameters. ", known->second) + out.evidence;
    }
    return out;
  }

  [[nodiscard]] Filled packages() const {
    return facts_.packages.empty() && facts_.mixed_packages.empty()
               ? settled({}, {"versions of the packages in use"})
               : settled(some(facts_.packages, 8), {});
  }

  [[nodiscard]] Filled credit() const {
    return experiment_.work.empty()
               ? settled({}, {"name the work under test in experiment.toml (work)"})
               : settled(
                     experiment_.work + (experiment_.title.empty() ? "" : ": " + experiment_.title),
                     {});
  }

  [[nodiscard]] Filled data_statistics() const {
    const auto known = experiment_.feasibility.find("examples");
    const std::string data = experiment_.dataset;
    if (known == experiment_.feasibility.end()) {
      return settled(data, {"how many examples there are, and how they are split"});
    }
    return settled(fmt::format("{}{:.6g} examples", data.empty() ? "" : data + ", ", known->second),
                   {"how the examples are split"});
  }

  [[nodiscard]] static Filled licences() {
    return settled({}, {"the licences of data, code and weights that are used"});
  }

 private:
  [[nodiscard]] std::string seed_words() const {
    std::vector<std::string> words;
    for (const std::int64_t seed : facts_.seeds) {
      words.push_back(std::to_string(seed));
    }
    return some(words, 10);
  }

  const Experiment& experiment_;
  Facts facts_;
  const std::optional<Comparison>& comparison_;
};

void add(Checklist& out, const char* id, const char* question, const Filled& filled) {
  out.items.push_back({id, question, filled.answer, filled.evidence, filled.missing});
}

void fill_neurips(Checklist& out, const Filler& filler) {
  add(out, "1", "Do abstract and introduction claim what the results show, and no more?",
      filler.claims());
  add(out, "2", "Are the limits of the work told?", filler.limits());
  add(out, "3", "Has each theoretical result its assumptions and a whole proof?", yours());
  add(out, "4", "Is everything told that is needed to get the main results again?",
      filler.repeatable());
  add(out, "5", "Are data and code open, with a way to run them?", filler.open_code());
  add(out, "6", "Are splits, hyper-parameters and how they were chosen told?", filler.setting());
  add(out, "7", "Have results error bars, and is it told what they are of?", filler.statistics());
  add(out, "8", "Are the machines, memory and time of each experiment told?", filler.compute());
  add(out, "9", "Does the research keep to the venue's code of ethics?", yours());
  add(out, "10", "Are good and bad effects on society discussed?", yours());
  add(out, "11", "Are models or data that could be misused released with safeguards?", yours());
  add(out, "12", "Are the makers of what is used credited, and its licences kept?", [&] {
    Filled credit = filler.credit();
    const Filled licences = Filler::licences();
    credit.missing.insert(credit.missing.end(), licences.missing.begin(), licences.missing.end());
    credit.answer = credit.evidence.empty() ? Answer::kMissing : Answer::kPartly;
    return credit;
  }());
  add(out, "13", "Are new data, code or models documented?", yours());
  add(out, "14", "Have crowd workers' instructions and pay been told?", yours());
  add(out, "15", "Were risks to participants told, and approvals obtained?", yours());
  add(out, "16", "Is the use of language models told, where the method rests on it?", yours());
}

void fill_acl(Checklist& out, const Filler& filler) {
  add(out, "A1", "Are the limits of the work told?", filler.limits());
  add(out, "A2", "Are its risks discussed?", yours());
  add(out, "B1", "Are the makers of data, code and models in use cited?", filler.credit());
  add(out, "B2", "Are the licences of what is used or released told?", Filler::licences());
  add(out, "B3", "Is each thing used as its makers meant it to be?", yours());
  add(out, "B4", "Was it checked whether data name people or offend?", yours());
  add(out, "B5", "Are languages, domains and people in the data described?", yours());
  add(out, "B6", "Are the numbers of examples and the splits told?", filler.data_statistics());
  add(out, "C1", "Are model size, compute budget and machines told?", filler.size_and_compute());
  add(out, "C2", "Are the setting and the search for hyper-parameters told?", filler.setting());
  add(out, "C3", "Are results given with spread, and is it told what a figure is of?",
      filler.statistics());
  add(out, "C4", "Are packages for processing and evaluation told with their settings?",
      filler.packages());
  add(out, "D1", "Are instructions to annotators or participants given?", yours());
  add(out, "D2", "Is it told how people were found and paid?", yours());
  add(out, "D3", "Did the people whose data are used consent?", yours());
  add(out, "D4", "Did an ethics board approve of the collection?", yours());
  add(out, "D5", "Is it told who the annotators are?", yours());
  add(out, "E1", "Is the use of AI assistants told?", yours());
}

}  // namespace

std::string_view answer_name(Answer answer) {
  constexpr std::array<std::string_view, 4> kNames = {"yes", "partly", "missing", "yours"};
  return kNames.at(static_cast<std::size_t>(answer));
}

Checklist fill_checklist(Venue venue, const Experiment& experiment, const std::vector<Run>& runs,
                         const std::optional<Comparison>& comparison) {
  const Filler filler(experiment, runs, comparison);
  Checklist out;
  if (venue == Venue::kNeurips) {
    out.name = "NeurIPS paper checklist";
    out.source = "neurips.cc/public/guides/PaperChecklist";
    fill_neurips(out, filler);
  } else {
    out.name = "ACL responsible NLP research checklist";
    out.source = "aclrollingreview.org/responsibleNLPresearch";
    fill_acl(out, filler);
  }
  return out;
}

std::string to_text(const Checklist& checklist) {
  std::string out = checklist.name + " (" + checklist.source + ")\n";
  for (const CheckItem& item : checklist.items) {
    out += fmt::format("\n  {:<3} {:<8}", item.id, answer_name(item.answer)) +
           indented(item.question, 15).substr(14);
    if (!item.evidence.empty()) {
      out += indented(item.evidence, 15);
    }
    for (const std::string& missing : item.missing) {
      out += indented("missing: " + missing, 15);
    }
  }
  return out;
}

std::string to_json(const Checklist& checklist) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const CheckItem& item : checklist.items) {
    items.push_back({{"id", item.id},
                     {"question", item.question},
                     {"answer", answer_name(item.answer)},
                     {"evidence", item.evidence},
                     {"missing", item.missing}});
  }
  return nlohmann::ordered_json{
      {"name", checklist.name}, {"source", checklist.source}, {"items", items}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::practice
