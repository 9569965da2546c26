#include "practice/experiments/experiment.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/record.h"
#include "practice/toml_reader_internal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "experiment.toml";
constexpr const char* kGuide = "docs/experiments.md has every key";
constexpr std::size_t kMostFile = std::size_t{1} << 20;
constexpr double kHuge = 1e300;
constexpr std::array<std::string_view, 3> kDirections = {"higher", "lower", "equal"};
constexpr std::array<std::string_view, 4> kKinds = {"level", "difference", "relative", "factor"};
constexpr std::array<std::string_view, 3> kPoints = {"last", "best", "first"};

/// A table of parameters; numbers and yes/no are taken as their text.
Selector read_selector(const toml::table& table) {
  Selector out;
  for (const auto& [key, value] : table) {
    std::string& text = out[std::string(key.str())];
    if (const auto words = value.value_exact<std::string>()) {
      text = *words;
    } else if (const auto whole = value.value_exact<std::int64_t>()) {
      text = std::to_string(*whole);
    } else if (const auto number = value.value_exact<double>()) {
      text = toml_number(*number);
    } else if (const auto truth = value.value_exact<bool>()) {
      text = *truth ? "true" : "false";
    } else {
      refuse_toml(value, "a parameter is to be a text or a number", kGuide);
    }
  }
  return out;
}

TestedClaim read_claim(const toml::table& table) {
  TomlReader reader(table, kGuide);
  TestedClaim claim;
  claim.name = reader.required("name");
  claim.text = reader.text("text");
  claim.metric = reader.required("metric");
  if (reader.node("value") != nullptr) {
    claim.value = reader.number("value", 0, -kHuge, kHuge);
  }
  claim.kind = reader.choice("kind", kKinds, ClaimKind::kLevel);
  claim.unit = reader.text("unit");
  claim.direction = reader.choice("direction", kDirections, Direction::kHigher);
  if (reader.node("tolerance") != nullptr) {
    claim.tolerance = reader.number("tolerance", 0, 0, kHuge);
  }
  claim.dataset = reader.text("dataset");
  claim.at = reader.choice("at", kPoints, WhichPoint::kLast);
  if (const toml::table* subject = reader.table("subject")) {
    claim.subject = read_selector(*subject);
  }
  if (const toml::table* baseline = reader.table("baseline")) {
    claim.baseline = read_selector(*baseline);
  } else if (claim.kind != ClaimKind::kLevel) {
    refuse_toml(table, "a claim of this kind needs a baseline", kGuide);
  }
  if (!claim.value && !claim.baseline) {
    refuse_toml(table, "a claim needs a value, a baseline, or both", kGuide);
  }
  reader.finish();
  return claim;
}

RubricCheck read_check(const toml::table& table) {
  TomlReader reader(table, kGuide);
  RubricCheck check;
  check.name = reader.required("name");
  check.parent = reader.text("parent");
  check.text = reader.text("text");
  check.weight = reader.number("weight", 1, 1e-9, 1e9);
  check.condition = reader.text("when");
  reader.finish();
  return check;
}

void require_tree(const Experiment& experiment, const toml::table& table) {
  std::set<std::string> names;
  for (const RubricCheck& check : experiment.checks) {
    if (!check.parent.empty() && names.count(check.parent) == 0) {
      refuse_toml(table, "the check \"" + check.name + "\" stands before its parent", kGuide);
    }
    if (!names.insert(check.name).second) {
      refuse_toml(table, "two checks are called \"" + check.name + "\"", kGuide);
    }
  }
  names.clear();
  for (const TestedClaim& claim : experiment.claims) {
    if (!names.insert(claim.name).second) {
      refuse_toml(table, "two claims are called \"" + claim.name + "\"", kGuide);
    }
  }
}

}  // namespace

std::string_view direction_name(Direction direction) noexcept {
  return kDirections.at(static_cast<std::size_t>(direction));
}

std::string_view claim_kind_name(ClaimKind kind) noexcept {
  return kKinds.at(static_cast<std::size_t>(kind));
}

std::string_view which_point_name(WhichPoint which) noexcept {
  return kPoints.at(static_cast<std::size_t>(which));
}

bool matches(const Selector& selector, const std::map<std::string, std::string>& parameters) {
  return std::all_of(selector.begin(), selector.end(), [&](const auto& wanted) {
    const auto found = parameters.find(wanted.first);
    if (found == parameters.end()) {
      return false;
    }
    if (found->second == wanted.second) {
      return true;
    }
    const auto number = [](const std::string& text, double& value) {
      char* end = nullptr;
      value = std::strtod(text.c_str(), &end);
      return !text.empty() && *end == '\0';
    };
    double a = 0;
    double b = 0;
    return number(found->second, a) && number(wanted.second, b) && a == b;
  });
}

Experiment parse_experiment(std::string_view text, const std::string& where) {
  const toml::table table = parse_toml(text, where);
  TomlReader reader(table, kGuide);
  Experiment out;
  if (reader.number("version", 1, 1, kHuge) > 1) {
    throw Error(Errc::kUnsupportedVersion, "the experiment was written by a newer assay", where,
                "update assay");
  }
  out.question = reader.text("question");
  out.work = reader.text("work");
  out.title = reader.text("title");
  out.dataset = reader.text("dataset");
  out.data = reader.texts("data");
  out.metric = reader.text("metric");
  out.direction = reader.choice("direction", kDirections, Direction::kHigher);
  for (const toml::table* one : reader.tables("claim")) {
    out.claims.push_back(read_claim(*one));
  }
  for (const toml::table* one : reader.tables("check")) {
    out.checks.push_back(read_check(*one));
  }
  if (const toml::table* feasibility = reader.table("feasibility")) {
    for (const auto& [key, value] : *feasibility) {
      const auto number = value.value<double>();
      if (!number || !value.is_number()) {
        refuse_toml(value, "a figure of [feasibility] is to be a number", kGuide);
      }
      out.feasibility[std::string(key.str())] = *number;
    }
  }
  reader.finish();
  require_tree(out, table);
  return out;
}

Experiment read_experiment(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw Error(Errc::kNotFound, "there is no experiment \"" + folder.filename().string() + "\"",
                folder.parent_path().string(),
                "`assay experiment list` shows those that there are");
  }
  const fs::path file = folder / kFile;
  Experiment out;
  if (fs::exists(file, ignored)) {
    out = parse_experiment(read_file(file, kMostFile), file.string());
  }
  out.name = folder.filename().string();
  out.folder = folder;
  return out;
}

std::vector<Experiment> list_experiments(const fs::path& library,
                                         std::vector<std::string>& troubles) {
  std::vector<Experiment> out;
  std::error_code trouble;
  for (fs::directory_iterator it(experiments_folder(library), trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    std::error_code ignored;
    if (!it->is_directory(ignored) || !is_experiment_name(it->path().filename().string())) {
      continue;
    }
    try {
      out.push_back(read_experiment(it->path()));
    } catch (const Error& error) {
      troubles.emplace_back(error.what());
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Experiment& a, const Experiment& b) { return a.name < b.name; });
  return out;
}

}  // namespace assay::practice
