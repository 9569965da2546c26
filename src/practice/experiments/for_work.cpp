#include "practice/experiments/for_work.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "library/dossier.h"
#include "library/experiments.h"
#include "library/reader.h"
#include "practice/experiments/machine.h"
#include "practice/experiments/rubric.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::practice {
namespace {

constexpr std::size_t kMostClaims = 20;
constexpr std::size_t kUsualClaims = 3;

Template parse_form(const std::string& name) {
  const auto* const found = std::find(kTemplateNames.begin(), kTemplateNames.end(), name);
  if (found == kTemplateNames.end()) {
    throw Error(Errc::kUsage, "there is no template \"" + name + "\"", "",
                "loss, optimizer or method");
  }
  return static_cast<Template>(found - kTemplateNames.begin());
}

std::vector<TestedClaim> chosen_claims(const Work& work, const std::vector<std::size_t>& numbers) {
  if (numbers.empty()) {
    return claims_to_test(work, kUsualClaims);
  }
  const std::vector<TestedClaim> all = claims_of_work(work);
  std::vector<TestedClaim> out;
  for (const std::size_t number : numbers) {
    if (number == 0 || number > all.size()) {
      throw Error(
          Errc::kUsage,
          "there is no claim " + std::to_string(number) + " of " + std::to_string(all.size()), "",
          "`assay experiment feasible ID` counts them");
    }
    out.push_back(all[number - 1]);
  }
  return out;
}

std::string question_of(const Work& work, const std::vector<TestedClaim>& claims) {
  if (claims.empty()) {
    return "Does \"" + work.title + "\" hold in a small version?";
  }
  const TestedClaim& claim = claims.front();
  return "Does the idea of \"" + work.title + "\" make " + claim.metric + " " +
         (claim.direction == Direction::kLower ? "lower" : "higher") + " than the baseline?";
}

/// A member of an object that is kept as JSON; empty where it is no text.
std::string text_in(const std::string& json, const char* key) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  return parsed.is_object() && parsed.contains(key) && parsed[key].is_string()
             ? parsed[key].get<std::string>()
             : std::string();
}

std::string id_of(const Work& work, WorkId id) {
  return work.identifiers.empty() ? format_work_id(id) : work.identifiers.front().str();
}

}  // namespace

std::vector<TestedClaim> claims_of_work(const Work& work) {
  return claims_to_test(work, kMostClaims);
}

CodeTerms code_terms(library::Library& library, WorkId id, const Work& work) {
  CodeTerms out;
  out.url = work.code;
  for (const library::Artefact& one : library::artefacts(library, id)) {
    if (one.rel == "code" && (out.url.empty() || one.url == out.url)) {
      out.url = one.url;
      out.licence = text_in(one.detail, "licence");
      out.source = "as the code's host said on " + format_instant(one.checked).substr(0, 10);
    }
  }
  if (out.licence.empty() && work.kind == Kind::kRepository) {
    out.licence = text_in(work.extra, "license");
    out.source = "as the record of the repository says";
  }
  return out;
}

std::optional<Work> work_of_experiment(library::Library& library, const Experiment& experiment) {
  const std::optional<WorkId> id =
      experiment.work.empty() ? std::nullopt : library.resolve(experiment.work);
  return id ? std::optional(library.load(*id).work) : std::nullopt;
}

MakeRequest request_for_work(library::Library& library, WorkId id,
                             const std::filesystem::path& folder, const ForWorkOptions& options) {
  const Work work = library.load(id).work;
  const bool hexadecimal =
      options.commit.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!options.commit.empty() && (!hexadecimal || options.commit.size() < 7)) {
    throw Error(Errc::kUsage, "\"" + options.commit + "\" is no commit", "",
                "7 to 40 digits of 0-9a-f");
  }
  MakeRequest out;
  out.library = folder;
  out.form = options.form.empty() ? template_for(work) : parse_form(options.form);
  out.code = work.code;
  out.commit = options.commit;
  out.task = collapse_spaces(text_in(work.extra, "task"));
  Experiment& experiment = out.experiment;
  experiment.name = options.name.empty() ? name_for(work.title) : options.name;
  experiment.work = id_of(work, id);
  experiment.title = work.title;
  experiment.claims = chosen_claims(work, options.claims);
  experiment.question = question_of(work, experiment.claims);
  experiment.dataset = "pictures made by data.py";
  experiment.metric = experiment.claims.empty() ? "accuracy" : experiment.claims.front().metric;
  experiment.direction =
      experiment.claims.empty() ? Direction::kHigher : experiment.claims.front().direction;
  experiment.checks = usual_checks(experiment);
  out.summary = feasibility_markdown(
      feasibility(work, experiment, read_hardware(), code_terms(library, id, work)));
  return out;
}

void keep_experiment(library::Library& library, const std::string& name, WorkId id,
                     std::int64_t at) {
  library.begin();
  library::KeptExperiment kept;
  kept.name = name;
  kept.work = id;
  kept.made = at;
  library::add_experiment(library, kept);
  library::record_event(library, "experiment", id, name, at);
  library.commit_aside();
}

}  // namespace assay::practice
