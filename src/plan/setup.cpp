#include "plan/setup.h"

#include "base/text.h"

namespace assay::plan {
namespace {

enum Question : std::size_t { kInterests, kLevel, kTime, kWeek, kTools, kHardware };

void take_interests(library::Library& library, std::string_view answer) {
  std::vector<library::Interest> interests;
  for (const std::string& item : split_list(answer)) {
    const bool less = istarts_with(item, "less ");
    interests.push_back(parse_interest(
        library, less ? std::string_view(item).substr(5) : std::string_view(item), less ? -1 : 1));
  }
  for (const library::Interest& interest : interests) {
    library::set_interest(library, interest);
  }
}

/// "5 on mon, wed", "5", "on mon".
void take_time(library::Library& library, std::string_view answer) {
  const std::size_t on = ascii_lower(answer).find("on ");
  std::string hours(trim(answer.substr(0, on)));
  for (const std::string_view unit : {"hours", "hour", "h"}) {
    if (hours.ends_with(unit)) {
      hours = std::string(trim(std::string_view(hours).substr(0, hours.size() - unit.size())));
    }
  }
  const std::string days(on == std::string::npos ? "" : trim(answer.substr(on + 3)));
  if (!hours.empty()) {
    check_setting("hours", hours);
  }
  if (!days.empty()) {
    check_setting("days", days);
    change_setting(library, "days", days);
  }
  if (!hours.empty()) {
    change_setting(library, "hours", hours);
  }
}

/// "python, c++; pytorch": languages, then frameworks.
void take_tools(library::Library& library, std::string_view answer) {
  const std::size_t semicolon = answer.find(';');
  const std::string_view languages = trim(answer.substr(0, semicolon));
  const std::string_view frameworks =
      semicolon == std::string_view::npos ? std::string_view() : trim(answer.substr(semicolon + 1));
  if (!languages.empty()) {
    check_setting("languages", languages);
  }
  if (!frameworks.empty()) {
    check_setting("frameworks", frameworks);
    change_setting(library, "frameworks", frameworks);
  }
  if (!languages.empty()) {
    change_setting(library, "languages", languages);
  }
}

std::string present_interests(library::Library& library) {
  std::vector<std::string> items;
  for (const library::Interest& interest : library::interests(library)) {
    const bool prefixed = interest.kind == "person" || interest.kind == "venue";
    items.push_back((interest.weight < 0 ? "less " : "") +
                    (prefixed ? interest.kind + ":" : std::string()) + interest.value);
  }
  return join(items, ", ");
}

}  // namespace

std::string present_answer(library::Library& library, std::size_t question) {
  const ReaderSettings settings = load_settings(library);
  const auto show = [&settings](std::string_view key) { return show_setting(settings, key); };
  switch (question) {
    case kInterests:
      return present_interests(library);
    case kLevel:
      return show("level");
    case kTime:
      return show("hours") + " on " + show("days");
    case kWeek:
      return show("tracks");
    case kTools:
      return show("languages") + "; " + show("frameworks");
    default:
      return show("hardware");
  }
}

void take_answer(library::Library& library, std::size_t question, std::string_view answer) {
  answer = trim(answer);
  if (answer.empty()) {
    return;
  }
  switch (question) {
    case kInterests:
      take_interests(library, answer);
      break;
    case kLevel:
      change_setting(library, "level", answer);
      break;
    case kTime:
      take_time(library, answer);
      break;
    case kWeek:
      change_setting(library, "tracks", answer);
      break;
    case kTools:
      take_tools(library, answer);
      break;
    default:
      change_setting(library, "hardware", answer);
      break;
  }
}

}  // namespace assay::plan
