#pragma once
/// Trying a package: an isolated place of its own under the library's trials/, a pinned version,
/// a first task that is timed, and something to play with afterwards. A place belongs to assay as
/// long as its mark, trial.json, is in it; one whose making was cut off has `.making` and is made
/// anew. docs/frameworks.md describes both. Threads: one thread; a lock keeps a second process out
/// of the same place.

#include "practice/frameworks/tasks.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct TrialRequest {
  PackageName package;
  std::filesystem::path trials;  ///< The folder of all trials; made.
  bool again = false;            ///< Installs anew where it is already.
  std::int64_t now = 0;          ///< Seconds since 1970 UTC.
  const std::atomic<bool>* stop = nullptr;
  /// What goes on: a step, and the latest line of its program.
  std::function<void(std::string_view step, std::string_view line)> progress = {};
};

struct TrialResult {
  std::string package;
  Registry registry = Registry::kPyPi;
  std::string version;  ///< As installed.
  std::filesystem::path folder;
  bool was_there = false;  ///< It was installed before, so that only import and task ran.
  bool repaired = false;   ///< An earlier try had been cut off.
  double install_seconds = 0;
  double import_seconds = 0;
  std::size_t packages = 0;    ///< Installed in all.
  std::uint64_t bytes = 0;     ///< On disk.
  std::string import;          ///< What was imported.
  std::string import_trouble;  ///< Empty where that worked.
  std::string task;            ///< Its file; empty where none ships.
  std::string shows;
  double task_seconds = 0;
  std::string task_output;
  std::string task_trouble;  ///< Empty where it worked.
  [[nodiscard]] bool ok() const noexcept { return import_trouble.empty() && task_trouble.empty(); }
};

/// Installs, imports, runs the first task. A failed import or task is a result; a failed install
/// throws as diagnose_install, and leaves no place behind. Throws also kLocked (another process
/// tries the same package), kIo (no room, no Python, no venv, no npm), kInvalid (the place holds
/// something that is not ours), kCancelled.
TrialResult try_package(const TrialRequest& request);

/// The folder of a package within `trials`: "optuna", "npm-@tensorflow+tfjs".
std::string trial_folder_name(const PackageName& package);

}  // namespace assay::practice
