#pragma once
/// The lines of iCalendar as a tree of components. Private to ical*.cpp. Threads: pure functions.
/// Source: RFC 5545, sections 3.1 to 3.3; RFC 6868 for ^ in parameters.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

struct CalendarProperty {
  std::string name;                                             ///< In upper case: "DTSTART".
  std::vector<std::pair<std::string, std::string>> parameters;  ///< Names in upper case.
  std::string value;  ///< As written; see calendar_text().
  [[nodiscard]] std::string_view parameter(std::string_view wanted) const noexcept;
};

struct CalendarComponent {
  std::string name;  ///< In upper case: "VEVENT".
  std::vector<CalendarProperty> properties;
  std::deque<CalendarComponent> children;
  std::uint64_t line = 0;  ///< 1-based, of its BEGIN.
  bool ended = false;      ///< Its END was there.
  /// The first property of this name, or none.
  [[nodiscard]] const CalendarProperty* find(std::string_view wanted) const noexcept;
  [[nodiscard]] std::string value(std::string_view wanted) const;
  /// calendar_text() of it.
  [[nodiscard]] std::string text(std::string_view wanted) const;
};

/// The components outside of any other, VCALENDAR mostly. Lines are put together by octets, so that
/// a character folded in two is whole again; ill-formed UTF-8 is replaced; lines that are none are
/// passed by. Components nested deeper than eight are left out.
std::deque<CalendarComponent> parse_components(std::string_view bytes);

/// TEXT with its escapes undone.
std::string calendar_text(std::string_view value);

/// The values of a list of TEXT: split at commas that are not escaped.
std::vector<std::string> calendar_texts(std::string_view value);

}  // namespace assay::source
