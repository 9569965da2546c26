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
constexpr std::int64_t kAhead = std::int64_t{7} * 86400;

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

std::vector<std::string> labs_coming_back(const std::map<std::string, LabMemory>& memories,
                                          const LabConfusions& confusions, std::int64_t now) {
  const auto names = [&](const std::string& a, const std::string& b) {
    const auto found = confusions.find(a);
    return found != confusions.end() &&
           std::find(found->second.begin(), found->second.end(), b) != found->second.end();
  };
  const auto confused = [&](const std::string& a, const std::string& b) {
    return names(a, b) || names(b, a);
  };
  std::vector<std::string> waiting;
  std::string before;
  std::int64_t last = 0;
  for (const auto& [name, lab] : memories) {
    if (lab.last > last) {
      last = lab.last;
      before = name;
    }
    if (lab.due > 0 && lab.standing != LabStanding::kStarted && lab.due <= now + kAhead) {
      waiting.push_back(name);
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(), [&](const auto& a, const auto& b) {
    return memories.at(a).due < memories.at(b).due;
  });
  std::vector<std::string> out;
  const auto take = [&](std::vector<std::string>::iterator at) {
    before = *at;
    out.push_back(*at);
    waiting.erase(at);
  };
  const auto is_due = [&](const std::string& one) { return memories.at(one).due <= now; };
  while (true) {
    // What is due in a week comes early only beside something that is due already.
    auto next = std::find_if(waiting.begin(), waiting.end(), [&](const std::string& one) {
      return confused(before, one) && (is_due(one) || !out.empty());
    });
    if (next == waiting.end()) {
      next = std::find_if(waiting.begin(), waiting.end(),
                          [&](const std::string& one) { return is_due(one) && one != before; });
    }
    if (next == waiting.end()) {
      next = std::find_if(waiting.begin(), waiting.end(), is_due);
    }
    if (next == waiting.end()) {
      return out;
    }
    take(next);
  }
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
