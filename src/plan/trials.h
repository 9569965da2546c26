#pragma once
/// Packages that were tried, counted on the week's track of frameworks. Threads: as the Library.

#include "base/text.h"
#include "library/library.h"
#include "library/reader.h"
#include "library/trials.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace assay::plan {

/// The event of the ledger that says so; its detail is "MINUTES NAME".
inline constexpr std::string_view kTrialEvent = "trial";

/// Ticks what this week plans on frameworks and is about the package, by its title or command, and
/// writes the trial to the ledger either way. `names`: the package's name and what else it is
/// called. Returns what was ticked. Within the caller's transaction, library open for writing.
std::optional<library::WeekItem> count_trial(library::Library& library,
                                             const std::vector<std::string>& names,
                                             std::int64_t now);

/// Writes a trial into the log and, when it `counts`, as count_trial, in a transaction of its own.
/// Library open for writing.
std::optional<library::WeekItem> keep_trial(library::Library& library, const library::Trial& trial,
                                            const std::vector<std::string>& names, bool counts);

/// Whether a title is about a package: the name stands in it as a word of its own, whatever the
/// case; "-", "_" and "." are one.
bool is_about_package(std::string_view title, std::string_view name);

/// What `assay try` is called with, by each name of a package that has a first task, in lower case;
/// of practice::trial_tasks() (the rooms don't know each other). PyPI's come before npm's.
template <typename Tasks>
std::map<std::string, std::string> trials_of(const Tasks& tasks) {
  std::map<std::string, std::string> out;
  for (const bool npm : {false, true}) {
    for (const auto& task : tasks) {
      using Registry = std::remove_cvref_t<decltype(task.registry)>;
      if ((task.registry == Registry::kNpm) == npm) {
        const bool told = !npm || task.package.find('/') != std::string::npos;
        const std::string call = task.package + (told ? "" : " --npm");
        out.emplace(ascii_lower(task.package), call);
        for (const std::string& alias : task.aliases) {
          out.emplace(ascii_lower(alias), call);
        }
      }
    }
  }
  return out;
}

}  // namespace assay::plan
