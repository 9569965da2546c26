#include "practice/frameworks/tasks.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <map>

extern "C" const assay::EmbeddedFile assay_trials[];
extern "C" const std::uint64_t assay_trials_count;

namespace assay::practice {
namespace {

constexpr std::size_t kMostName = 214;  // npm's limit; PyPI's are shorter

std::map<std::string, std::string_view, std::less<>> embedded() {
  std::map<std::string, std::string_view, std::less<>> out;
  for (std::uint64_t i = 0; i < assay_trials_count; ++i) {
    out.emplace(assay_trials[i].path, embedded_bytes(assay_trials[i].begin, assay_trials[i].end));
  }
  return out;
}

std::vector<std::string> strings(const toml::table& table, std::string_view key) {
  std::vector<std::string> out;
  if (const toml::array* list = table[key].as_array()) {
    for (const toml::node& one : *list) {
      out.push_back(one.value_or(std::string()));
    }
  }
  return out;
}

std::vector<TrialTask> read_tasks() {
  const auto files = embedded();
  const toml::table all = toml::parse(files.at("trials.toml"));
  std::vector<TrialTask> out;
  for (const toml::node& node : *all["trial"].as_array()) {
    const toml::table& table = *node.as_table();
    TrialTask& task = out.emplace_back();
    task.package = table["package"].value_or(std::string());
    task.registry =
        table["registry"].value_or(std::string()) == "npm" ? Registry::kNpm : Registry::kPyPi;
    task.aliases = strings(table, "aliases");
    task.import = table["import"].value_or(task.package);
    task.also = strings(table, "also");
    for (const std::string& pair : strings(table, "environment")) {
      const std::size_t equals = pair.find('=');
      task.environment.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    task.shows = table["shows"].value_or(std::string());
    task.file = task.registry == Registry::kNpm ? "first_task.mjs" : "first_task.py";
    task.source = std::string(files.at(table["file"].value_or(std::string())));
  }
  return out;
}

bool is_name_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

/// Letters, digits and "-_." that begin with a letter or a digit: nothing that pip or npm could
/// take for an option, a path or an address. npm's may have a scope.
bool is_name(std::string_view name, Registry registry) {
  if (registry == Registry::kNpm && !name.empty() && name.front() == '@') {
    const std::size_t slash = name.find('/');
    return slash != std::string_view::npos && is_name(name.substr(1, slash - 1), Registry::kPyPi) &&
           is_name(name.substr(slash + 1), Registry::kPyPi);
  }
  return !name.empty() && name.size() <= kMostName &&
         std::all_of(name.begin(), name.end(), is_name_sign) && name.front() != '-' &&
         name.front() != '.' && name.front() != '_';
}

bool is_version(std::string_view version) {
  return std::all_of(version.begin(), version.end(),
                     [](char c) { return is_name_sign(c) || c == '+' || c == '!'; }) &&
         !version.empty() && version.front() != '-';
}

}  // namespace

std::string_view registry_name(Registry registry) noexcept {
  return registry == Registry::kNpm ? "npm" : "pypi";
}

const std::vector<TrialTask>& trial_tasks() {
  static const std::vector<TrialTask> tasks = read_tasks();
  return tasks;
}

PackageName parse_package(std::string_view text, std::optional<Registry> registry) {
  PackageName out;
  text = trim(text);
  std::size_t cut = text.find("==");
  std::size_t skip = 2;
  if (cut == std::string_view::npos) {
    cut = text.find('@', 1);
    skip = 1;
  }
  out.name = std::string(text.substr(0, cut));
  const bool versioned = cut != std::string_view::npos;
  out.version = versioned ? std::string(text.substr(cut + skip)) : std::string();
  const std::string lower = ascii_lower(out.name);
  for (const TrialTask& task : trial_tasks()) {
    const bool named =
        ascii_lower(task.package) == lower ||
        std::find(task.aliases.begin(), task.aliases.end(), lower) != task.aliases.end();
    if (named && (!registry || *registry == task.registry)) {
      out.task = &task;
      out.name = task.package;
      out.registry = task.registry;
      break;
    }
  }
  if (out.task == nullptr) {
    const bool npm = out.name.find_first_of("@/") != std::string::npos || lower.ends_with(".js");
    out.registry = registry.value_or(npm ? Registry::kNpm : Registry::kPyPi);
  }
  if (!is_name(out.name, out.registry) || (versioned && !is_version(out.version))) {
    throw Error(Errc::kUsage, "not a package: " + std::string(text), "",
                "name one, such as optuna, optuna==4.1.0 or @huggingface/transformers");
  }
  return out;
}

}  // namespace assay::practice
