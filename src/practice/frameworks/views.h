#pragma once
/// Trials as the command line (--json), the API and the page show them, and how one is written
/// down. Threads: pure functions; run_trial as try_package.

#include "library/trials.h"
#include "practice/frameworks/trial.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

/// LIBRARY/trials
std::filesystem::path trials_folder(const std::filesystem::path& library);
/// What a package is called in titles: its name, then its task's aliases.
std::vector<std::string> names_of(const PackageName& package);

/// Tries it, and gives `keep` what is to be written down, a failed install too: then it throws as
/// try_package. `counts`: it works and is new, so the week may be ticked.
TrialResult run_trial(const TrialRequest& request,
                      const std::function<void(const library::Trial& trial, bool counts)>& keep);

/// {"tasks":[{"package","registry","aliases","shows"}],"tried":[{"at","package","registry",
/// "version","worked","install_seconds","import_seconds","task_seconds","trouble"}]}
std::string trials_json(const std::vector<library::Trial>& log);
/// One package: {"package","registry","shows","task","source","place","version","readme","tried"}:
/// null for what is not there; "readme" tells how to play on.
std::string trial_json(const std::filesystem::path& library, const PackageName& package,
                       const std::vector<library::Trial>& log);
/// {"package","registry","version","dir","was_there","repaired","worked","packages","bytes",
/// "install_seconds","import":{…},"task":{…},"ticked"}; `ticked`: the number of the week's item.
std::string to_json(const TrialResult& result, std::optional<int> ticked);

}  // namespace assay::practice
