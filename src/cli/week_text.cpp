#include "cli/week_text.h"

#include "base/text.h"
#include "cli/lab_folder.h"
#include "ingest/frameworks.h"
#include "ingest/training.h"
#include "plan/tracks.h"
#include "plan/trials.h"
#include "practice/frameworks/tasks.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace assay::cli {
namespace {

constexpr std::size_t kIndent = 22;
/// Titles leave this much room for the minutes.
constexpr std::size_t kTimeColumns = 9;

std::string day_name(std::int32_t day) {
  static constexpr std::array<std::string_view, 7> kNames = {"Mon", "Tue", "Wed", "Thu",
                                                             "Fri", "Sat", "Sun"};
  const Week week = week_of({day});
  return std::string(kNames.at(static_cast<std::size_t>(day - monday_of(week).since_epoch)));
}

/// The lab to begin with for each work that has one: the first that is not solved yet.
std::map<std::int64_t, std::string> labs_of_works(const Context& context,
                                                  library::Library& library) {
  const LabMemories memories = plan::lab_memories(library::lab_log(library), system_clock().now());
  return practice::labs_of_works(library, open_catalogue(context), [&](const std::string& lab) {
    return plan::is_solved(memories, lab);
  });
}

}  // namespace

Week week_argument(const std::string& text) {
  if (text.empty()) {
    return week_of(system_clock().today());
  }
  const std::optional<Week> week = parse_week(text);
  if (!week) {
    throw Error(Errc::kUsage, "not a week: " + text, "", "write it as 2026-W48");
  }
  return *week;
}

Week week_to_change(library::Library& library, const std::string& text) {
  const std::optional<std::string> trouble =
      text.empty() ? plan::clock_trouble(library, system_clock().now()) : std::nullopt;
  if (trouble) {
    throw Error(Errc::kInvalid, *trouble, "",
                "nothing was changed; set the clock right, or name the week with --week");
  }
  return week_argument(text);
}

void tell_clock_trouble(const Context& context, library::Library& library) {
  if (const auto trouble = plan::clock_trouble(library, system_clock().now())) {
    context.tell("assay: " + *trouble +
                 ": set the clock right, or say `assay week --trust-clock` if it is right now");
  }
}

std::string_view box(library::ItemState state) {
  switch (state) {
    case library::ItemState::kDone:
      return "[x]";
    case library::ItemState::kSkipped:
      return "[-]";
    case library::ItemState::kPlanned:
      break;
  }
  return "[ ]";
}

std::string item_text(const library::WeekItem& item, bool pinned, const Style& style) {
  const std::size_t columns = text_columns();
  const std::string time = plan::duration_words(item.minutes);
  const std::string head = fmt::format("{:>2} {} {:<12} ", item.n, box(item.state), item.track);
  const std::string title = paragraph(printable(item.title), kIndent, columns - kTimeColumns);
  std::vector<std::string_view> lines =
      split(std::string_view(title).substr(0, title.size() - 1), '\n');
  const std::string below =
      "       " + (item.day == 0 ? std::string() : day_name(item.day)) + (pinned ? " pinned" : "");
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string text(lines[i].substr(kIndent));
    const std::string& left = i == 0 ? head : below;
    const bool shown = i < 2;
    out += (shown ? left : std::string()) +
           std::string(kIndent - (shown ? display_width(left) : 0), ' ') + style.bold(text);
    if (i == 0) {
      const std::size_t used = kIndent + display_width(text) + display_width(time);
      out += std::string(columns > used ? columns - used : 1, ' ') + style.quiet(time);
    }
    out += "\n";
  }
  std::string why =
      item.why.empty() ? "" : paragraph(printable(dotted(item.why)), kIndent, columns);
  if (lines.size() == 1 && display_width(below) > 7) {
    // The day stands under the track, beside the first line of reasons.
    why = below + std::string(kIndent - display_width(below), ' ') +
          (why.empty() ? "\n" : why.substr(kIndent));
  }
  return out + why + std::string(kIndent, ' ') + style.accent(item.command) + "\n";
}

std::string week_text(const plan::WeekView& view, const Style& style) {
  const std::size_t columns = text_columns();
  const Day monday = monday_of(*parse_week(view.week));
  int planned = 0;
  for (const library::WeekItem& item : view.items) {
    planned += item.minutes;
  }
  const std::string filled =
      view.hours <= 0 ? std::string("days off")
                      : plan::duration_words(planned) + " of " +
                            plan::duration_words(static_cast<int>(std::lround(view.hours * 60)));
  std::string out = style.bold(fmt::format("Week {}", view.week)) +
                    fmt::format(" · {} to {} · {}\n", format_day(monday),
                                format_day(Day{monday.since_epoch + 6}), filled);
  for (const std::string& remark : view.remarks) {
    out += paragraph(printable(remark), 2, columns);
  }
  out += "\n";
  if (view.items.empty()) {
    return view.hours <= 0 && !view.remarks.empty()
               ? out
               : out + "Nothing to plan with yet: bring records in with `assay import FILE`.\n";
  }
  for (const library::WeekItem& item : view.items) {
    out += item_text(item, view.pinned.count(item.n) != 0, style) + "\n";
  }
  return out +
         "Tick with `assay done N`, pass over with `assay skip N`, `assay swap N` for\nanother.\n";
}

void with_week_maker(const Context& context, library::Library& library,
                     const std::function<void(const plan::WeekMaker&)>& use) {
  plan::Profile profile;
  context.with_index(
      library, [&](const search::Index& index) { profile = plan::load_profile(library, index); });
  const identify::Judge& judge = ingest::judge_of(library.folder());
  use({library, judge, profile, system_clock().today(),
       plan::news_of(ingest::view_frameworks(library, std::nullopt)),
       labs_of_works(context, library), plan::trials_of(practice::trial_tasks())});
}

}  // namespace assay::cli
