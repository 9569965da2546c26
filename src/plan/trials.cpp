#include "plan/trials.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "library/weeks.h"
#include "plan/tracks.h"

#include <algorithm>

namespace assay::plan {
namespace {

constexpr std::string_view kFrameworks = "frameworks";

std::string dashed_name(std::string_view text) {
  std::string out = ascii_lower(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '_' || c == '.'; }, '-');
  return out;
}

bool is_word_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '@';
}

}  // namespace

std::optional<library::WeekItem> keep_trial(library::Library& library, const library::Trial& trial,
                                            const std::vector<std::string>& names, bool counts) {
  library.begin();
  try {
    library::record_trial(library, trial);
    std::optional<library::WeekItem> ticked;
    if (counts) {
      ticked = count_trial(library, names, trial.at);
    }
    library.commit_aside();
    return ticked;
  } catch (...) {
    library.rollback();
    throw;
  }
}

bool is_about_package(std::string_view title, std::string_view name) {
  const std::string text = dashed_name(title);
  const std::string word = dashed_name(name);
  if (word.empty()) {
    return false;
  }
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_sign(text[at - 1])) &&
        (end == text.size() || !is_word_sign(text[end]))) {
      return true;
    }
  }
  return false;
}

std::optional<library::WeekItem> count_trial(library::Library& library,
                                             const std::vector<std::string>& names,
                                             std::int64_t now) {
  const std::string week = format_week(week_of(day_of_instant(now)));
  std::optional<library::WeekItem> ticked;
  if (const std::optional<library::StoredWeek> stored = library::find_week(library, week)) {
    for (const library::WeekItem& item : stored->items) {
      if (item.track == kFrameworks && item.state == library::ItemState::kPlanned &&
          std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return is_about_package(item.title, name) || is_about_package(item.command, name);
          })) {
        library::set_item_state(library, week, item.n, library::ItemState::kDone, now);
        library::remove_week_mark(library, item.work ? format_work_id(*item.work) : item.command,
                                  library::WeekMark::kPin);
        ticked = item;
        break;
      }
    }
  }
  library::record_event(library, kTrialEvent, ticked ? ticked->work : std::nullopt,
                        std::to_string(usual_minutes(kFrameworks)) + " " + names.front(), now);
  return ticked;
}

}  // namespace assay::plan
