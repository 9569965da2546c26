#include "base/error.h"
#include "base/spelling.h"
#include "base/text.h"
#include "search/filters_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace assay::search {
namespace {

constexpr std::array<std::string_view, 11> kNames = {
    "kind", "topic", "author", "org", "venue", "source", "since", "until", "led", "code", "read"};

[[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view problem,
                         const std::string& hint) {
  throw Error(Errc::kUsage, fmt::format("{}:{} {}", name, value, problem), "query", hint);
}

/// "did you mean kind:paper?" or the list of all names.
std::string suggest(std::string_view filter, std::string_view value,
                    const std::vector<std::string_view>& names) {
  std::string_view best;
  std::size_t best_distance = 4;
  for (const std::string_view name : names) {
    const std::size_t distance =
        value.size() >= 3 && name.starts_with(value) ? 0 : edit_distance(value.substr(0, 64), name);
    if (distance < best_distance && distance * 2 < name.size()) {
      best = name;
      best_distance = distance;
    }
  }
  if (!best.empty()) {
    return fmt::format("did you mean {}:{}?", filter, best);
  }
  return fmt::format("use one of {}", fmt::join(names, ", "));
}

std::string name_form(std::string_view value) {
  std::string name = ascii_lower(value);
  std::replace(name.begin(), name.end(), '-', '_');
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

Kind read_kind(std::string_view value) {
  const std::string name = name_form(value);
  if (const std::optional<Kind> kind = parse_kind(name)) {
    return *kind;
  }
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    names.push_back(kind_name(static_cast<Kind>(i)));
  }
  refuse("kind", value, "is no kind of work", suggest("kind", name, names));
}

Topic read_topic(std::string_view value) {
  const std::string name = name_form(value);
  if (const std::optional<Topic> topic = parse_topic(name)) {
    return *topic;
  }
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    names.push_back(topic_name(static_cast<Topic>(i)));
  }
  refuse("topic", value, "is no topic", suggest("topic", name, names));
}

bool is_date_shape(std::string_view value) noexcept {
  return (value.size() == 4 || value.size() == 7 || value.size() == 10) &&
         value.find_first_not_of("0123456789-") == std::string_view::npos;
}

Day read_since(std::string_view name, std::string_view value) {
  const std::optional<Day> day = is_date_shape(value) ? parse_day(value) : std::nullopt;
  if (!day) {
    refuse(name, value, "is no date", "write 2021, 2021-06 or 2021-06-17");
  }
  return *day;
}

/// The last day of what `value` names.
Day read_until(std::string_view value) {
  const Day first = read_since("until", value);
  if (value.size() == 10) {
    return first;
  }
  const std::string year(value.substr(0, 4));
  if (value.size() == 4) {
    return parse_day(year + "-12-31").value_or(first);
  }
  for (const std::string_view last : {"-31", "-30", "-29", "-28"}) {
    if (const std::optional<Day> day = parse_day(std::string(value) + std::string(last))) {
      return *day;
    }
  }
  return first;
}

bool read_yes_no(std::string_view name, std::string_view value) {
  const std::string word = ascii_lower(value);
  if (word == "yes" || word == "true" || word == "1") {
    return true;
  }
  if (word == "no" || word == "false" || word == "0") {
    return false;
  }
  refuse(name, value, "is neither yes nor no",
         fmt::format("write {0}:yes or {0}:no{1}", name, name == "code" ? ", or code:alive" : ""));
}

double just_below(double value) noexcept {
  return std::nextafter(value, -2.0);
}
double just_above(double value) noexcept {
  return std::nextafter(value, 3.0);
}

void read_led(std::string_view value, Filters& filters) {
  const auto number = [&](std::string_view digits) {
    double parsed = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (digits.empty() || code != std::errc{} || end != digits.data() + digits.size() ||
        !(parsed >= 0 && parsed <= 1)) {
      refuse("led", value, "is no bound", "write led:>0.7, led:<=0.3 or led:0.4..0.6");
    }
    return parsed;
  };
  const auto above = [&](double bound) { filters.led_above = std::max(filters.led_above, bound); };
  const auto below = [&](double bound) { filters.led_below = std::min(filters.led_below, bound); };
  if (const std::size_t dots = value.find(".."); dots != std::string_view::npos) {
    above(just_below(number(value.substr(0, dots))));
    below(just_above(number(value.substr(dots + 2))));
  } else if (value.starts_with(">=")) {
    above(just_below(number(value.substr(2))));
  } else if (value.starts_with("<=")) {
    below(just_above(number(value.substr(2))));
  } else if (value.starts_with(">")) {
    above(number(value.substr(1)));
  } else if (value.starts_with("<")) {
    below(number(value.substr(1)));
  } else {
    refuse("led", value, "is no bound", "write led:>0.7, led:<=0.3 or led:0.4..0.6");
  }
}

}  // namespace

std::span<const std::string_view> filter_names() noexcept {
  return kNames;
}

bool is_filter_name(std::string_view name) noexcept {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool takes_any(std::string_view name) noexcept {
  return name == "kind" || name == "venue" || name == "source";
}

void add_filter(std::string_view name, std::string_view raw, bool negated, Filters& filters) {
  const std::string value = collapse_spaces(raw);
  if (negated) {
    refuse(name, value, "cannot be negated", "leave out the minus and name what you want");
  }
  if (value.empty()) {
    refuse(name, value, "has no value", "write the value behind the colon without a blank");
  }
  if (name == "kind") {
    filters.kinds.push_back(read_kind(value));
  } else if (name == "topic") {
    filters.topics.push_back(read_topic(value));
  } else if (name == "author") {
    filters.authors.push_back(value);
  } else if (name == "org") {
    filters.organisations.push_back(value);
  } else if (name == "venue") {
    filters.venues.push_back(value);
  } else if (name == "source") {
    filters.sources.push_back(value);
  } else if (name == "since") {
    const Day day = read_since(name, value);
    filters.since = filters.since ? std::max(*filters.since, day) : day;
  } else if (name == "until") {
    const Day day = read_until(value);
    filters.until = filters.until ? std::min(*filters.until, day) : day;
  } else if (name == "led") {
    read_led(value, filters);
  } else if (name == "code") {
    if (iequals(value, "alive")) {
      filters.code_alive = true;
    } else {
      filters.code = read_yes_no(name, value);
    }
  } else {
    filters.read = read_yes_no(name, value);
  }
}

}  // namespace assay::search
