#include "plan/lab_memory.h"

#include "library/reader.h"
#include "plan/week.h"

#include <algorithm>

namespace assay::plan {
namespace {

constexpr double kRetention = 0.8;
constexpr int kFewChecks = 2;
constexpr int kManyChecks = 8;
constexpr int kAllHints = 3;

FsrsParameters parameters() {
  FsrsParameters out;
  out.retention = kRetention;
  out.learning_minutes.clear();
  out.relearning_minutes.clear();
  return out;
}

}  // namespace

std::string_view lab_standing_name(LabStanding standing) noexcept {
  switch (standing) {
    case LabStanding::kStarted:
      return "started";
    case LabStanding::kSolved:
      return "solved";
    case LabStanding::kDue:
      return "due";
    case LabStanding::kNew:
      break;
  }
  return "new";
}

Grade lab_grade(int attempts, int hints, bool shown) noexcept {
  if (shown) {
    return Grade::kAgain;
  }
  if (attempts > kManyChecks || hints >= kAllHints) {
    return Grade::kHard;
  }
  return attempts <= kFewChecks && hints == 0 ? Grade::kEasy : Grade::kGood;
}

std::map<std::string, LabMemory> lab_memories(const std::vector<library::LabEvent>& log,
                                              std::int64_t now) {
  static const Fsrs fsrs(parameters());
  std::map<std::string, LabMemory> out;
  std::map<std::string, Memory> memories;
  for (const library::LabEvent& event : log) {
    LabMemory& lab = out[event.lab];
    lab.last = event.at;
    if (event.event == "start") {
      lab.attempts = 0;
      lab.hints = 0;
      lab.shown = false;
      lab.standing = LabStanding::kStarted;
      lab.folder = event.detail;
      lab.language = event.language;
      lab.variant = event.variant;
    } else if (event.event == "hint") {
      ++lab.hints;
    } else if (event.event == "show") {
      lab.shown = lab.shown || lab.standing == LabStanding::kStarted;
    } else if (event.event == "check" || event.event == "placed") {
      lab.attempts += event.event == "check" ? 1 : 0;
      const bool again = lab.standing == LabStanding::kSolved;  // a check of what passed before
      lab.standing = again || event.passed ? LabStanding::kSolved : LabStanding::kStarted;
      if (event.passed && !again) {
        ++lab.solved;
        Memory& memory = memories[event.lab];
        memory = fsrs.next(memory, lab_grade(lab.attempts, lab.hints, lab.shown), event.at);
        lab.due = memory.due;
      }
    }
  }
  for (auto& [name, lab] : out) {
    if (lab.standing == LabStanding::kSolved && lab.due <= now) {
      lab.standing = LabStanding::kDue;
    }
  }
  return out;
}

void keep_lab_event(library::Library& library, const library::LabEvent& event,
                    std::optional<int> solved_minutes, std::optional<WorkId> work) {
  library.begin();
  library::record_lab(library, event);
  if (solved_minutes) {
    library::record_event(library, "lab", work, std::to_string(*solved_minutes) + " " + event.lab,
                          event.at);
    if (work) {
      tick_item(library, *work, "algorithms", event.at);
    }
  }
  library.commit_aside();
}

bool is_solved(const std::map<std::string, LabMemory>& memories, const std::string& lab) {
  const auto known = memories.find(lab);
  return known != memories.end() && known->second.standing == LabStanding::kSolved;
}

}  // namespace assay::plan
