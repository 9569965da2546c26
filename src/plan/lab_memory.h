#pragma once
/// How well the reader has a lab in hand, worked out of the log of what was done with it: when it
/// was solved, with how many checks and hints, and so when it is to come back (docs/labs.md).
/// Threads: pure functions.

#include "library/labs.h"
#include "plan/fsrs.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

enum class LabStanding { kNew, kStarted, kSolved, kDue };
/// "new", "started", "solved", "due"
std::string_view lab_standing_name(LabStanding standing) noexcept;

struct LabMemory {
  LabStanding standing = LabStanding::kNew;
  int solved = 0;         ///< Times.
  int attempts = 0;       ///< Checks since it was last started.
  int hints = 0;          ///< Opened since then.
  bool shown = false;     ///< The reference was seen since then.
  std::string folder;     ///< Of the last start.
  std::string language;   ///< Of the last start.
  std::string variant;    ///< Of the last start.
  std::int64_t due = 0;   ///< When it comes back, seconds since 1970 UTC; 0 before it is solved.
  std::int64_t last = 0;  ///< Of the last event.
};

/// How a lab went: easy without a hint and within two checks, again where the reference was seen
/// first, hard after more than eight checks or with all hints, else good.
Grade lab_grade(int attempts, int hints, bool shown) noexcept;

/// By lab. A solved lab comes back when the chance to have it at hand falls to 0.8. `log`: oldest
/// first.
std::map<std::string, LabMemory> lab_memories(const std::vector<library::LabEvent>& log,
                                              std::int64_t now);

/// What a lab is easily confused with, by lab.
using LabConfusions = std::map<std::string, std::vector<std::string>>;

/// Solved labs in the order in which they are to come back: those that are due, the longest due
/// first, but each followed by what is easily confused with it where that is due, too, or will be
/// within a week. The first is one that is confused with the lab last worked on, where there is
/// one; never that lab itself, unless it is the only one. `confusions` may name a pair once.
std::vector<std::string> labs_coming_back(const std::map<std::string, LabMemory>& memories,
                                          const LabConfusions& confusions, std::int64_t now);

/// Appends to the log, in a transaction of its own. `solved_minutes`: the lab was solved just now,
/// for the first time since its start, and takes so long: the ledger has it, and the week's item
/// with its `work`, if any, is ticked.
void keep_lab_event(library::Library& library, const library::LabEvent& event,
                    std::optional<int> solved_minutes, std::optional<WorkId> work);

/// It was solved and is not due yet.
bool is_solved(const std::map<std::string, LabMemory>& memories, const std::string& lab);

}  // namespace assay::plan
