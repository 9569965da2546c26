#include "cli/commands.h"
#include "cli/week_text.h"
#include "library/weeks.h"
#include "plan/days_off.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct HolidayArguments {
  std::string first;
  std::string last;
  bool remove = false;
};

std::string holidays_text(const std::vector<library::DaysOff>& all) {
  if (all.empty()) {
    return "No days off. Name a day, a week, or the first and the last:\n"
           "  assay holiday 2026-12-21 2027-01-03\n  assay holiday 2026-W52\n";
  }
  std::string out;
  for (const library::DaysOff& days : all) {
    const int count = days.last - days.first + 1;
    out += fmt::format("{:<26} {} {}\n", plan::format_days_off(days), count,
                       count == 1 ? "day" : "days");
  }
  return out;
}

int run_holiday(const Context& context, const HolidayArguments& arguments) {
  if (arguments.remove && arguments.first.empty()) {
    throw Error(Errc::kUsage, "which days?", "--remove", "name a day, a week, or first and last");
  }
  std::vector<library::DaysOff> all;
  if (arguments.first.empty()) {
    all = library::days_off(*context.open_library(library::Library::Mode::kRead));
  } else {
    const library::DaysOff days = plan::parse_days_off(arguments.first, arguments.last);
    context.open_library(library::Library::Mode::kRead).reset();
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    tell_clock_trouble(context, *library);
    plan::change_days_off(*library, days, !arguments.remove, system_clock().now());
    all = library::days_off(*library);
  }
  if (context.json) {
    Context::print_json(plan::to_json(all));
  } else {
    Context::print(holidays_text(all));
  }
  return 0;
}

}  // namespace

void add_holiday(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<HolidayArguments>();
  CLI::App* command = app.add_subcommand("holiday", "Days off, in which nothing is planned");
  command->add_option("FIRST", arguments->first, "A day (2026-12-21) or week (2026-W52)");
  command->add_option("LAST", arguments->last, "The last day or week; the same unless given");
  command->add_flag("--remove", arguments->remove, "These are no days off");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_holiday(context, *arguments); };
  });
}

}  // namespace assay::cli
