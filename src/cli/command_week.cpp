#include "cli/commands.h"
#include "cli/week_text.h"
#include "library/weeks.h"
#include "plan/calendar.h"
#include "plan/views.h"

#include <fmt/format.h>

#include <sstream>

namespace assay::cli {
namespace {

struct WeekArguments {
  std::string week;
  bool keep = false;
  bool ics = false;
  bool trust_clock = false;
  std::string at;
};

/// Keeps a plan that was just made. While another process writes it is shown all the same, and may
/// be another one next time.
void keep_week(const Context& context, Week week, plan::WeekView& view) {
  try {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    if (const std::optional<plan::WeekView> made = plan::find_week(*library, week)) {
      view = *made;  // by another process, meanwhile
      return;
    }
    plan::store_week(*library, view, system_clock().now());
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: this plan is not kept yet: ") + error.what());
  }
}

/// From now on the clock is believed again.
void trust_clock(const Context& context) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  library->begin();
  library::record_event(*library, "clock trusted", std::nullopt, "", system_clock().now());
  library->commit();
}

struct FoundWeek {
  plan::WeekView view;
  bool is_new = false;
  std::optional<std::string> clock_trouble;
};

FoundWeek find_or_choose(const Context& context, Week week) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  FoundWeek found;
  found.clock_trouble = plan::clock_trouble(*library, system_clock().now());
  if (std::optional<plan::WeekView> view = plan::find_week(*library, week)) {
    found.view = std::move(*view);
    return found;
  }
  if (week < week_of(system_clock().today())) {
    throw Error(Errc::kNotFound, "no plan was made for week " + format_week(week),
                library->folder().string(), "see this week with `assay week`");
  }
  found.is_new = true;
  with_week_maker(context, *library, [&](const plan::WeekMaker& maker) {
    found.view = plan::choose_week(maker, week);
  });
  return found;
}

void print_week(const Context& context, const WeekArguments& arguments,
                const plan::WeekView& view) {
  if (arguments.ics || !arguments.at.empty()) {
    std::ostringstream out;
    plan::write_week(out, view,
                     context.reader.empty() ? std::string(library::kFirstReader) : context.reader,
                     plan::parse_time_of_day(arguments.at));
    Context::print(out.str());
  } else if (context.json) {
    Context::print_json(plan::to_json(view));
  } else {
    Context::print(week_text(view, context.style()));
  }
}

int run_week(const Context& context, const WeekArguments& arguments) {
  const Week week = week_argument(arguments.week);
  plan::parse_time_of_day(arguments.at);
  const std::string name = format_week(week);
  const std::string now = format_week(week_of(system_clock().today()));
  if (arguments.keep && name < now) {
    throw Error(Errc::kUsage, "week " + name + " is over", "--keep",
                "plan this week or a later one");
  }
  if (arguments.trust_clock) {
    trust_clock(context);
  }
  FoundWeek found = find_or_choose(context, week);
  // An empty week is not kept: it would stay empty when records come in. Another week is only
  // looked at unless the reader asks to keep it.
  if (found.clock_trouble && (found.is_new || arguments.week.empty())) {
    context.tell("assay: " + *found.clock_trouble +
                 ": nothing was changed; set the clock right, name the week, or say --trust-clock "
                 "if it is right now");
  } else if (found.is_new && !found.view.items.empty()) {
    if (name == now || arguments.keep) {
      keep_week(context, week, found.view);
    } else if (name > now) {
      context.tell("assay: this plan may still change; keep it with `assay week " + name +
                   " --keep`");
    }
  }
  print_week(context, arguments, found.view);
  return 0;
}

}  // namespace

void add_week(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<WeekArguments>();
  CLI::App* command = app.add_subcommand("week", "This week's practice on five tracks");
  command->add_option("WEEK", arguments->week, "Another week, such as 2026-W48");
  command->add_flag("--keep", arguments->keep, "Keep the plan of a week to come");
  command->add_flag("--ics", arguments->ics, "As a calendar (iCalendar) for other programs");
  command->add_option("--at", arguments->at, "The same, from this time of your days on: 19:00")
      ->type_name("TIME");
  command->add_flag("--trust-clock", arguments->trust_clock,
                    "The clock is right, though it was later before");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_week(context, *arguments); };
  });
}

}  // namespace assay::cli
