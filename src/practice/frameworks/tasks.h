#pragma once
/// The small first tasks that ship with assay, from data/trials: what each package is called, what
/// it is imported as, and what its task shows. Threads: immutable after the first call.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

enum class Registry { kPyPi, kNpm };
/// "pypi", "npm"
std::string_view registry_name(Registry registry) noexcept;

struct TrialTask {
  std::string package;
  Registry registry = Registry::kPyPi;
  std::vector<std::string> aliases;  ///< Other names that people type: "pytorch".
  std::string import;                ///< What is imported.
  std::vector<std::string> also;     ///< Further packages that the task needs.
  std::vector<std::pair<std::string, std::string>> environment;
  std::string shows;   ///< One sentence.
  std::string file;    ///< "first_task.py", "first_task.mjs"
  std::string source;  ///< Its text.
};

/// In the order of data/trials/trials.toml.
const std::vector<TrialTask>& trial_tasks();

/// A package as it is asked for: "optuna", "optuna==4.1.0", "@scope/name@1.2.3".
struct PackageName {
  std::string name;
  std::string version;  ///< Empty: the newest.
  Registry registry = Registry::kPyPi;
  const TrialTask* task = nullptr;  ///< Null where none ships.
};

/// Reads a name; aliases become the package that they mean. Without `registry` a name with "@" or
/// "/", or one that ends with ".js", is npm's, others PyPI's. Throws kUsage for what is no name of
/// a package.
PackageName parse_package(std::string_view text, std::optional<Registry> registry);

}  // namespace assay::practice
