#include "plan/progress_svg.h"

#include "base/markup.h"
#include "base/text.h"
#include "plan/tracks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::plan {
namespace {

// Pixels.
constexpr double kWidth = 960;
constexpr double kLeft = 40;
constexpr double kInner = kWidth - 2 * kLeft;
constexpr double kTileTop = 104;
constexpr double kTileHeight = 78;
constexpr double kChartTop = 262;
constexpr double kChartHeight = 112;
constexpr double kMarksTop = kChartTop + kChartHeight + 8;
constexpr double kPanelsTop = 474;
constexpr double kRightPanel = 480;
constexpr double kRow = 34;

constexpr std::size_t kMostStrengths = 5;
constexpr std::size_t kMostStrengthsAlone = 9;  // where no gap needs the room
constexpr std::size_t kMostGaps = 4;
constexpr std::size_t kNextColumns = 58;
constexpr std::size_t kNameColumns = 24;

// Colours that are told apart with any kind of colour vision (after Okabe and Ito).
constexpr std::array<const char*, kTracks.size()> kColours = {"#0b6bb0", "#e08a00", "#0a8f6c",
                                                              "#b65a93", "#5aa9dc"};
constexpr const char* kInk = "#1f2933";
constexpr const char* kQuiet = "#5b6875";
constexpr const char* kGround = "#eef2f6";
constexpr const char* kKeptColour = "#2f7d5b";
constexpr const char* kGapColour = "#c2562d";

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string text_at(double x, double y, int size, const char* colour, std::string_view more,
                    std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" fill=\"{}\"{}>{}</text>\n",
                     x, y, size, colour, more, escape_markup(text));
}

/// A box with rounded corners; `title` is shown by programs that show tips, empty for none.
std::string box_at(double x, double y, double width, double height, double round,
                   std::string_view fill, std::string_view title = {}) {
  const std::string head = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" "
      "fill=\"{}\"",
      x, y, width, height, round, fill);
  return title.empty() ? head + "/>\n"
                       : head + "><title>" + escape_markup(title) + "</title></rect>\n";
}

int month_of(Day day) {
  const std::string text = format_day(day);
  return (text[5] - '0') * 10 + (text[6] - '0') - 1;
}

std::string day_words(Day day) {
  const std::string text = format_day(day);
  return fmt::format("{} {} {}", text[8] == '0' ? text.substr(9, 1) : text.substr(8, 2),
                     kMonths.at(static_cast<std::size_t>(month_of(day))), text.substr(0, 4));
}

std::string per_cent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

std::string area_name(const AreaProgress& area) {
  std::string name = area.name;
  if (area.topic) {
    std::replace(name.begin(), name.end(), '_', ' ');
  }
  return name;
}

std::vector<const AreaProgress*> strengths_of(const ProgressView& view) {
  const bool alone = std::none_of(view.areas.begin(), view.areas.end(),
                                  [](const AreaProgress& area) { return area.gap; });
  const std::size_t most = alone ? kMostStrengthsAlone : kMostStrengths;
  std::vector<const AreaProgress*> out;
  for (const AreaProgress& area : view.areas) {
    if (!area.gap && area.works > 0 && out.size() < most) {
      out.push_back(&area);
    }
  }
  return out;
}

std::vector<const AreaProgress*> gaps_of(const ProgressView& view) {
  std::vector<const AreaProgress*> out;
  for (const AreaProgress& area : view.areas) {
    if (area.gap && out.size() < kMostGaps) {
      out.push_back(&area);
    }
  }
  return out;
}

std::string description(const ProgressView& view) {
  std::string out = fmt::format("{} of {} weeks kept, {} in part; {} in all:", view.kept,
                                view.weeks.size(), view.some, duration_words(view.total_minutes()));
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    out += fmt::format(" {} {}{}", kTracks.at(i), duration_words(view.minutes.at(i)),
                       i + 1 < kTracks.size() ? "," : ".");
  }
  const auto add = [&](const char* what, const std::vector<const AreaProgress*>& areas) {
    for (std::size_t i = 0; i < areas.size(); ++i) {
      out += (i == 0 ? std::string(" ") + what + ": " : ", ") + area_name(*areas[i]);
    }
    out += areas.empty() ? "" : ".";
  };
  add("Strengths", strengths_of(view));
  add("Gaps", gaps_of(view));
  return out;
}

std::string head(const ProgressView& view) {
  const Day from = monday_of(view.weeks.front().week);
  const std::string who = view.reader == library::kFirstReader ? "" : view.reader + " · ";
  return text_at(kLeft, 60, 30, kInk, " font-weight=\"700\"",
                 view.weeks.size() >= kProgressWeeks ? "A year of practice" : "Practice") +
         text_at(kLeft, 84, 14, kQuiet, "",
                 fmt::format("{}{} to {}", who, day_words(from), day_words(view.today)));
}

std::string tiles(const ProgressView& view) {
  const MemoryProgress& memory = view.memory;
  const std::string row =
      view.streak > 1 ? fmt::format("weeks kept · at it for {} weeks", view.streak) : "weeks kept";
  const std::array<std::pair<std::string, std::string>, 4> all = {
      std::pair{fmt::format("{} of {}", view.kept, view.weeks.size()), row},
      std::pair{duration_words(view.total_minutes()), std::string("of practice")},
      std::pair{std::to_string(view.works), std::string("works read or done")},
      std::pair{memory.predicted ? per_cent(*memory.predicted) : std::string("–"),
                memory.predicted ? fmt::format("of {} cards known now", memory.cards)
                                 : std::string("no cards answered yet")}};
  constexpr double kGap = 20;
  constexpr double kTile = (kInner - 3 * kGap) / 4;
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double x = kLeft + static_cast<double>(i) * (kTile + kGap);
    out += box_at(x, kTileTop, kTile, kTileHeight, 10, kGround);
    out += text_at(x + 16, kTileTop + 37, 26, kInk, " font-weight=\"700\"", all.at(i).first);
    out += text_at(x + 16, kTileTop + 60, 12, kQuiet, "", all.at(i).second);
  }
  return out;
}

/// The scale of the chart: a whole number of hours, at least one.
int most_hours(const ProgressView& view) {
  int most = 0;
  for (const WeekProgress& week : view.weeks) {
    most = std::max(most, week.total_minutes());
  }
  return std::max(1, (most + 59) / 60);
}

std::string week_words(const WeekProgress& week) {
  std::string out =
      fmt::format("{}: {}", format_week(week.week), duration_words(week.total_minutes()));
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    if (week.minutes.at(i) > 0) {
      out += fmt::format(", {} {}", kTracks.at(i), duration_words(week.minutes.at(i)));
    }
  }
  return out +
         fmt::format("; {} of {} items done, {} answers", week.done, week.planned, week.reviews);
}

/// One column of the chart, and its mark beneath.
std::string column(const WeekProgress& week, double x, double width, double per_minute) {
  std::string out;
  const std::string words = week_words(week);
  double bottom = kChartTop + kChartHeight;
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    const double height = per_minute * week.minutes.at(i);
    if (height > 0) {
      bottom -= height;
      out += box_at(x, bottom, width, std::max(height - 0.8, 0.6), 1.5, kColours.at(i), words);
    }
  }
  const double side = std::min(width, 11.0);
  const double middle = x + (width - side) / 2;
  if (week.kept == WeekKept::kKept) {
    out += box_at(middle, kMarksTop, side, 11, 3, kKeptColour, words);
  } else if (week.kept == WeekKept::kSome) {
    out += box_at(middle, kMarksTop, side, 11, 3, "#a9d3bf", words);
  } else {
    out += box_at(middle, kMarksTop, side, 11, 3, "#dde4ea", words);
  }
  return out;
}

std::string chart_frame(const ProgressView& view, int hours) {
  std::string out = text_at(kLeft, 222, 17, kInk, " font-weight=\"600\"", "Weeks");
  const std::array<std::pair<const char*, const char*>, 3> marks = {
      std::pair{kKeptColour, "kept: at least half of the plan"},
      std::pair{"#a9d3bf", "something done"}, std::pair{"#dde4ea", "nothing"}};
  constexpr std::array<double, 3> kMarkLeft = {504, 716, 844};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    out += box_at(kMarkLeft.at(i), 211, 11, 11, 3, marks.at(i).first);
    out += text_at(kMarkLeft.at(i) + 17, 221, 12, kQuiet, "", marks.at(i).second);
  }
  const int step = hours <= 4 ? 1 : (hours + 3) / 4;
  for (int hour = 0; hour <= hours; hour += step) {
    const double y = kChartTop + kChartHeight * (1 - static_cast<double>(hour) / hours);
    out += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"/>\n", kLeft, y,
        kLeft + kInner, y, hour == 0 ? "#b8c4ce" : "#e3e9ee");
    if (hour > 0) {
      out += text_at(kLeft + kInner, y - 3, 11, kQuiet, " text-anchor=\"end\"",
                     fmt::format("{} h", hour));
    }
  }
  if (view.total_minutes() == 0 && view.kept + view.some == 0) {
    out += text_at(kWidth / 2, kChartTop + kChartHeight / 2 + 5, 15, kQuiet,
                   " text-anchor=\"middle\"", "The first week begins with: assay week");
  }
  return out;
}

std::string chart(const ProgressView& view) {
  const int hours = most_hours(view);
  std::string out = chart_frame(view, hours);
  const std::size_t columns = std::max(view.weeks.size(), static_cast<std::size_t>(kProgressWeeks));
  const double pitch = (kInner - 34) / static_cast<double>(columns);
  const double width = pitch * 0.72;
  int month = -1;
  double last_label = -100;
  for (std::size_t i = 0; i < columns; ++i) {
    const double x = kLeft + pitch * static_cast<double>(i);
    const Day monday{monday_of(view.weeks.front().week).since_epoch + 7 * static_cast<int>(i)};
    if (const int its = month_of(monday); its != month && x - last_label > 32) {
      out += text_at(x, kMarksTop + 30, 11, kQuiet, "", kMonths.at(static_cast<std::size_t>(its)));
      last_label = x;
      month = its;
    }
    if (i < view.weeks.size()) {
      out += column(view.weeks[i], x, width, kChartHeight / (60.0 * hours));
    } else {  // still to come
      const double side = std::min(width, 11.0);
      out += box_at(x + (width - side) / 2, kMarksTop + 3.5, side, 4, 2, kGround);
    }
  }
  return out;
}

std::string tracks(const ProgressView& view) {
  std::string out = text_at(kLeft, kPanelsTop, 17, kInk, " font-weight=\"600\"", "Hours by track");
  const int most = std::max(1, *std::max_element(view.minutes.begin(), view.minutes.end()));
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    const double y = kPanelsTop + 18 + kRow * static_cast<double>(i);
    out += text_at(kLeft, y + 15, 14, kInk, "", kTracks.at(i));
    out += box_at(140, y + 4, 210, 14, 4, kGround);
    const double length = 210.0 * view.minutes.at(i) / most;
    if (length > 0) {
      out += box_at(140, y + 4, std::max(4.0, length), 14, 4, kColours.at(i));
    }
    out += text_at(kLeft + 390, y + 15, 13, kQuiet, " text-anchor=\"end\"",
                   duration_words(view.minutes.at(i)));
  }
  const MemoryProgress& memory = view.memory;
  const double y = kPanelsTop + 18 + kRow * 5 + 34;
  out += text_at(kLeft, y, 17, kInk, " font-weight=\"600\"", "Memory");
  std::vector<std::string> lines = {fmt::format("{} cards · {} due · {} more within a week",
                                                memory.cards, memory.due, memory.soon)};
  if (memory.measured) {
    lines.push_back(fmt::format("{} of {} answers in {} days were right",
                                per_cent(*memory.measured), memory.answers, kMeasuredDays));
    lines.push_back(fmt::format("forecast for them: {}", per_cent(memory.expected.value_or(0))));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += text_at(kLeft, y + 24 + 20 * static_cast<double>(i), 13, kQuiet, "", lines[i]);
  }
  return out;
}

std::string area_row(const AreaProgress& area, double y) {
  const double length = 150 * std::clamp(area.strength, 0.0, 1.0);
  std::string out = text_at(kRightPanel, y + 15, 14, kInk, "",
                            ellipsize(collapse_spaces(area_name(area)), kNameColumns));
  out += box_at(690, y + 4, 150, 14, 4, kGround);
  if (length > 0) {
    out += box_at(690, y + 4, std::max(4.0, length), 14, 4, area.gap ? kGapColour : kKeptColour);
  }
  return out + text_at(kLeft + kInner, y + 15, 13, kQuiet, " text-anchor=\"end\"", area.standing());
}

/// Adds the right panel to `out`; returns where it ends.
double add_areas(const ProgressView& view, std::string& out) {
  double y = kPanelsTop;
  const std::vector<const AreaProgress*> strengths = strengths_of(view);
  const std::vector<const AreaProgress*> gaps = gaps_of(view);
  if (!strengths.empty()) {
    out += text_at(kRightPanel, y, 17, kInk, " font-weight=\"600\"", "Strengths");
    y += 18;
    for (const AreaProgress* area : strengths) {
      out += area_row(*area, y);
      y += 28;
    }
    y += 34;
  }
  if (!gaps.empty()) {
    out += text_at(kRightPanel, y, 17, kInk, " font-weight=\"600\"", "Gaps, and what is next");
    y += 18;
    for (const AreaProgress* area : gaps) {
      out += area_row(*area, y);
      y += 24;
      if (area->next) {
        const std::string time =
            area->next->work ? fmt::format(" · {}", duration_words(area->next->minutes)) : "";
        out += text_at(
            kRightPanel, y + 9, 12, kQuiet, "",
            "→ " +
                ellipsize(collapse_spaces(area->next->title), kNextColumns - display_width(time)) +
                time);
        y += 22;
      }
      y += 6;
    }
  }
  return y;
}

}  // namespace

std::string to_svg(const ProgressView& view) {
  std::string panels = tracks(view);
  const double end = add_areas(view, panels);
  const double height = std::max(end, kPanelsTop + 18 + kRow * 5 + 110) + 46;
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"title desc\" "
      "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', "
      "Cantarell, 'Noto Sans', Arial, sans-serif\">\n",
      kWidth, height);
  out += "<title id=\"title\">Practice, " + format_week(view.weeks.front().week) + " to " +
         format_week(view.weeks.back().week) + "</title>\n";
  out += "<desc id=\"desc\">" + escape_markup(description(view)) + "</desc>\n";
  out += box_at(0, 0, kWidth, height, 0, "#ffffff");
  out += head(view) + tiles(view) + chart(view) + panels;
  out += text_at(kLeft + kInner, height - 18, 11, kQuiet, " text-anchor=\"end\"",
                 "assay · " + format_day(view.today));
  return out + "</svg>\n";
}

}  // namespace assay::plan
