#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "plan/calendar.h"
#include "plan/community.h"

#include <fmt/format.h>

#include <sstream>

namespace assay::cli {
namespace {

struct EventArguments {
  std::string since;
  bool ics = false;
};

std::string events_text(const std::vector<plan::EventView>& events, const Style& style) {
  if (events.empty()) {
    return "No event or talk to come is in the library.\nBring them in with `assay import FILE`, "
           "such as a conference's calendar.\n";
  }
  const std::size_t columns = text_columns();
  std::string out;
  for (const plan::EventView& event : events) {
    constexpr std::size_t kIndent = 19;
    const std::string time = format_instant(event.start);
    const std::string when =
        event.whole_day ? time.substr(0, 10) : time.substr(0, 10) + " " + time.substr(11, 5);
    const std::string lines = paragraph(printable(event.title), kIndent, columns);
    out += style.quiet(fmt::format("{:<17}", when)) + "  " +
           style.bold(lines.substr(kIndent, lines.size() - kIndent - 1)) + "\n";
    std::vector<std::string> facts = {format_work_id(event.id), std::string(kind_name(event.kind)),
                                      event.venue, event.location};
    facts.insert(facts.end(), event.why.begin(), event.why.end());
    out += paragraph(printable(dotted(facts)), kIndent, columns);
  }
  return out + style.quiet("Times are UTC.") + "\n";
}

}  // namespace

void add_events(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<EventArguments>();
  CLI::App* command = app.add_subcommand("events", "Events and talks to come, by date");
  command->add_option("--since", arguments->since, "From this day on; today unless given")
      ->type_name("DATE");
  command->add_flag("--ics", arguments->ics, "As a calendar (iCalendar) for other programs");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      const Day since = day_option(arguments->since, "--since").value_or(system_clock().today());
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      std::vector<plan::EventView> events;
      context.with_index(*library, [&](const search::Index& index) {
        events = plan::view_events(*library, plan::find_followed(*library, index), since);
      });
      if (arguments->ics) {
        std::ostringstream out;
        plan::write_events(out, events, system_clock().now());
        Context::print(out.str());
      } else if (context.json) {
        Context::print_json(plan::to_json(events));
      } else {
        Context::print(events_text(events, context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
