#include "plan/settings.h"

#include "base/error.h"
#include "base/names.h"
#include "base/text.h"
#include "search/query.h"
#include "work/identifier.h"
#include "work/verdict.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace assay::plan {
namespace {

constexpr double kMinHours = 0.5;
constexpr std::size_t kMostItems = 32;
constexpr std::size_t kMostItemBytes = 80;
constexpr double kMostExplore = 50;

constexpr std::array<std::string_view, 3> kLevels = {"new", "working", "expert"};
constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// A level's key in the library is this and the area.
constexpr std::string_view kLevelPrefix = "level.";

Error wrong(const std::string& what, const std::string& hint) {
  return {Errc::kUsage, what, "", hint};
}

double parse_number(std::string_view text, double low, double high, const char* what) {
  const std::string copy(trim(text));
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (copy.empty() || *end != '\0' || !(value >= low && value <= high)) {
    throw wrong(fmt::format("not {}: {}", what, copy),
                fmt::format("give a number from {:g} to {:g}", low, high));
  }
  return value;
}

std::vector<int> parse_days(std::string_view text) {
  std::vector<int> days;
  if (ascii_lower(trim(text)) == "any") {
    return days;
  }
  for (const std::string& name : split_list(text)) {
    const std::string short_name = ascii_lower(name).substr(0, 3);
    const auto* const found = std::find(kDays.begin(), kDays.end(), short_name);
    if (found == kDays.end()) {
      throw wrong("not a day: " + name, "write days as mon, wed, sat, or any");
    }
    days.push_back(static_cast<int>(found - kDays.begin()));
  }
  if (days.empty()) {
    throw wrong("no days", "write days as mon, wed, sat, or any");
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

/// "name=value", "name value" or "name:value" in two; the value empty when there is none.
std::pair<std::string, std::string> split_pair(const std::string& item) {
  const std::size_t at = item.find_last_of("=: ");
  if (at == std::string::npos) {
    return {item, ""};
  }
  return {std::string(trim(std::string_view(item).substr(0, at))), item.substr(at + 1)};
}

std::array<double, kTracks.size()> parse_tracks(std::string_view text) {
  std::array<double, kTracks.size()> shares{};
  if (ascii_lower(trim(text)) == "even") {
    shares.fill(1.0 / kTracks.size());
    return shares;
  }
  double sum = 0;
  for (const std::string& item : split_list(text)) {
    const auto [name, amount] = split_pair(item);
    const auto* const found = std::find(kTracks.begin(), kTracks.end(), ascii_lower(name));
    if (found == kTracks.end()) {
      throw wrong("not a track: " + item,
                  "name papers, experiments, frameworks, algorithms, community, as papers=2");
    }
    const double share = amount.empty() ? 1 : parse_number(amount, 0, 100, "how much of a track");
    shares.at(static_cast<std::size_t>(found - kTracks.begin())) = share;
  }
  for (const double share : shares) {
    sum += share;
  }
  if (!(sum > 0)) {
    throw wrong("no track is left", "give at least one of them more than 0");
  }
  for (double& share : shares) {
    share /= sum;
  }
  return shares;
}

std::map<std::string, Level> parse_levels(std::string_view text) {
  std::map<std::string, Level> levels;
  for (const std::string& item : split_list(text)) {
    const auto [area, word] = split_pair(item);
    const std::optional<Level> level = parse_level(ascii_lower(word.empty() ? area : word));
    if (!level) {
      throw wrong("not a level: " + item, "write new, working or expert, or fairness=new");
    }
    levels[word.empty() ? std::string(kAllAreas) : ascii_lower(collapse_spaces(area))] = *level;
  }
  if (levels.empty()) {
    throw wrong("no level", "write new, working or expert, or fairness=new");
  }
  return levels;
}

std::vector<std::string> parse_items(std::string_view text, bool lower) {
  std::vector<std::string> items;
  if (ascii_lower(trim(text)) == "none") {
    return items;
  }
  for (const std::string& item : split_list(text)) {
    const std::string name = collapse_spaces(lower ? ascii_lower(item) : item);
    if (name.size() > kMostItemBytes || find_invalid_utf8(name) != std::string::npos) {
      throw wrong("too long, or no text: " + ellipsize(repair_utf8(name), 40),
                  "separate names by commas");
    }
    if (std::find(items.begin(), items.end(), name) == items.end()) {
      items.push_back(name);
    }
  }
  if (items.empty() || items.size() > kMostItems) {
    throw wrong("give 1 to 32 names", "separate them by commas; none for none");
  }
  return items;
}

double parse_share(std::string_view text, double most) {
  text = trim(text);
  if (text.ends_with('%')) {
    text.remove_suffix(1);
  }
  return parse_number(text, 0, most, "a share in per cent") / 100;
}

/// Reads `text` into the setting of that name.
void read_setting(ReaderSettings& settings, std::string_view key, std::string_view text) {
  if (key == "hours") {
    settings.hours = parse_hours(trim(text));
  } else if (key == "days") {
    settings.days = parse_days(text);
  } else if (key == "tracks") {
    settings.tracks = parse_tracks(text);
  } else if (key == "level") {
    for (const auto& [area, level] : parse_levels(text)) {
      settings.levels[area] = level;
    }
  } else if (key == "languages") {
    settings.languages = parse_items(text, true);
  } else if (key == "frameworks") {
    settings.frameworks = parse_items(text, true);
  } else if (key == "hardware") {
    settings.hardware = parse_items(text, false);
  } else if (key == "explore") {
    settings.explore = parse_share(text, kMostExplore);
  } else if (key == "variety") {
    settings.variety = parse_share(text, 100);
  } else {
    throw wrong("there is no setting '" + std::string(key) + "'", "see `assay help setup`");
  }
}

std::string listed(const std::vector<std::string>& items) {
  return items.empty() ? "none" : join(items, ", ");
}

}  // namespace

std::string_view level_name(Level level) noexcept {
  return kLevels[static_cast<std::size_t>(level)];
}

std::optional<Level> parse_level(std::string_view name) noexcept {
  return parse_name<Level>(kLevels, name);
}

Level ReaderSettings::level(std::string_view area) const {
  for (const std::string& name : {std::string(area), std::string(kAllAreas)}) {
    if (const auto found = levels.find(name); found != levels.end()) {
      return found->second;
    }
  }
  return Level::kWorking;
}

double parse_hours(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double hours = std::strtod(copy.c_str(), &end);
  if (copy.empty() || *end != '\0' || !(hours >= kMinHours && hours <= kMaxHours)) {
    throw Error(Errc::kUsage, "not a number of hours: " + copy, "", "give a number from 0.5 to 80");
  }
  return hours;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view piece : split(text, ',')) {
    if (const std::string_view item = trim(piece); !item.empty()) {
      items.emplace_back(item);
    }
  }
  return items;
}

ReaderSettings load_settings(library::Library& library) {
  ReaderSettings settings;
  for (const std::string_view key : kSettingKeys) {
    const std::string text = key == "level" ? std::string() : library::setting(library, key);
    if (!text.empty()) {
      read_setting(settings, key, text);
    }
  }
  for (const auto& [key, value] : library::settings(library, kLevelPrefix)) {
    settings.levels[key.substr(kLevelPrefix.size())] = parse_level(value).value_or(Level::kWorking);
  }
  return settings;
}

void check_setting(std::string_view key, std::string_view text) {
  ReaderSettings settings;
  read_setting(settings, key, text);
}

void change_setting(library::Library& library, std::string_view key, std::string_view text) {
  ReaderSettings settings;
  read_setting(settings, key, text);
  if (key == "level") {
    for (const auto& [area, level] : settings.levels) {
      library::set_setting(library, std::string(kLevelPrefix) + area, level_name(level));
    }
    return;
  }
  library::set_setting(library, key, show_setting(settings, key));
}

std::string show_setting(const ReaderSettings& settings, std::string_view key) {
  if (key == "hours") {
    return fmt::format("{:g}", settings.hours);
  }
  if (key == "days") {
    std::vector<std::string> names;
    for (const int day : settings.days) {
      names.emplace_back(kDays.at(static_cast<std::size_t>(day)));
    }
    return names.empty() ? "any" : join(names, ", ");
  }
  if (key == "tracks") {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < kTracks.size(); ++i) {
      if (settings.tracks.at(i) > 0) {
        parts.push_back(
            fmt::format("{}={:g}", kTracks.at(i), std::round(settings.tracks.at(i) * 1000) / 10));
      }
    }
    return join(parts, ", ");
  }
  if (key == "level") {
    std::vector<std::string> parts;
    for (const auto& [area, level] : settings.levels) {
      parts.push_back(area + "=" + std::string(level_name(level)));
    }
    return parts.empty() ? "working" : join(parts, ", ");
  }
  if (key == "languages") {
    return listed(settings.languages);
  }
  if (key == "frameworks") {
    return listed(settings.frameworks);
  }
  if (key == "hardware") {
    return listed(settings.hardware);
  }
  return fmt::format(
      "{:g}%", std::round(1000 * (key == "explore" ? settings.explore : settings.variety)) / 10);
}

library::Interest parse_interest(library::Library& library, std::string_view text, double weight) {
  const std::string words = collapse_spaces(text);
  std::string name = ascii_lower(words);
  constexpr std::string_view kTopic = "topic:";
  if (name.starts_with(kTopic)) {
    name = trim(std::string_view(name).substr(kTopic.size()));
  }
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '-', '_');
  if (parse_topic(name)) {
    return {"topic", name, weight};
  }
  if (words.empty()) {
    throw wrong("an empty interest",
                "give a topic or words, such as `assay interests add serving`");
  }
  const auto named = [&words](std::string_view prefix) {
    return istarts_with(words, prefix)
               ? std::string(trim(std::string_view(words).substr(prefix.size())))
               : std::string();
  };
  if (const std::string id = named("work:"); !id.empty()) {
    const std::optional<WorkId> work = library.resolve(id);
    if (!work) {
      throw Error(Errc::kNotFound, "no such work: " + id, library.folder().string(),
                  "search for it with `assay search`");
    }
    return {"work", format_work_id(*work), weight};
  }
  // A name may go on with more of a query, "venue:ACL serving": then all of it is words.
  const bool simple = words.find_first_of(':', words.find(':') + 1) == std::string::npos;
  for (const std::string_view prefix : {"person:", "author:"}) {
    std::string person = named(prefix);
    const bool one = prefix == "person:" || person.find(' ') == std::string::npos ||
                     (person.front() == '"' && person.back() == '"');
    if (!person.empty() && simple && one) {
      std::erase(person, '"');
      return {"person", person, weight};
    }
  }
  if (std::string venue = named("venue:"); !venue.empty() && simple) {
    std::erase(venue, '"');
    return {"venue", venue, weight};
  }
  if (parse_work_id(words) || parse_bare_identifier(words)) {
    if (const std::optional<WorkId> work = library.resolve(words)) {
      return {"work", format_work_id(*work), weight};
    }
  }
  static_cast<void>(search::parse_query(words));
  return {"words", words, weight};
}

std::string interests_json(library::Library& library) {
  const std::string stored = library::setting(library, "hours");
  nlohmann::ordered_json out;
  out["hours"] = stored.empty() ? kDefaultHours : parse_hours(stored);
  out["interests"] = nlohmann::ordered_json::array();
  for (const library::Interest& interest : library::interests(library)) {
    out["interests"].push_back(
        {{"kind", interest.kind}, {"value", interest.value}, {"weight", interest.weight}});
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string settings_json(library::Library& library) {
  const ReaderSettings settings = load_settings(library);
  nlohmann::ordered_json out;
  out["reader"] = library::current_reader(library);
  out["hours"] = settings.hours;
  out["days"] = nlohmann::ordered_json::array();
  for (const int day : settings.days) {
    out["days"].push_back(kDays.at(static_cast<std::size_t>(day)));
  }
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    out["tracks"][std::string(kTracks.at(i))] = std::round(settings.tracks.at(i) * 1e4) / 1e4;
  }
  out["levels"] = nlohmann::ordered_json::object();
  for (const auto& [area, level] : settings.levels) {
    out["levels"][area] = level_name(level);
  }
  out["languages"] = settings.languages;
  out["frameworks"] = settings.frameworks;
  out["hardware"] = settings.hardware;
  out["explore"] = settings.explore;
  out["variety"] = settings.variety;
  out["interests"] = nlohmann::ordered_json::array();
  for (const library::Interest& interest : library::interests(library)) {
    out["interests"].push_back(
        {{"kind", interest.kind}, {"value", interest.value}, {"weight", interest.weight}});
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::plan
