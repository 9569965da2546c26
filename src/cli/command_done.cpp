#include "base/text.h"
#include "cli/commands.h"
#include "cli/week_text.h"
#include "ingest/finding.h"
#include "plan/reading.h"
#include "plan/views.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct FinishArguments {
  int n = 0;
  std::string week;
  bool undo = false;
};

void add_finish(CLI::App& app, Context& context, const char* name, const char* help,
                library::ItemState state) {
  auto arguments = std::make_shared<FinishArguments>();
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("N", arguments->n, "Number of the item in the week")->required();
  command->add_option("--week", arguments->week, "Another week than this one")->type_name("WEEK");
  command->add_flag("--undo", arguments->undo, "As if it had not been ticked or passed over");
  command->callback([&context, arguments, state] {
    context.run = [&context, arguments, state] {
      week_argument(arguments->week);
      // A library that is not there is reported, not made.
      context.open_library(library::Library::Mode::kRead).reset();
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kWrite);
      const Week week = week_to_change(*library, arguments->week);
      const std::int64_t now = system_clock().now();
      const library::WeekItem item =
          arguments->undo ? plan::reopen_item(*library, week, arguments->n, now)
                          : plan::finish_item(*library, week, arguments->n, state, now);
      if (context.json) {
        Context::print_json(plan::to_json(item));
      } else {
        Context::print(paragraph(
            fmt::format("{} {} {}: {}", box(item.state), item.n, item.track, printable(item.title)),
            0, text_columns()));
      }
      return 0;
    };
  });
}

}  // namespace

void add_done(CLI::App& app, Context& context) {
  add_finish(app, context, "done", "Tick an item of the week", library::ItemState::kDone);
}

void add_skip(CLI::App& app, Context& context) {
  add_finish(app, context, "skip", "Pass over an item of the week", library::ItemState::kSkipped);
}

void add_rate(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  auto rating = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("rate", "Say how good a work was for you");
  command->add_option("ID", *id, "Any identifier of a work")->required();
  command->add_option("RATING", *rating, "up, down, or 0 to 5")->required();
  command->callback([&context, id, rating] {
    context.run = [&context, id, rating] {
      const int value = plan::parse_rating(*rating);
      context.open_library(library::Library::Mode::kRead).reset();
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kWrite);
      const WorkId work = ingest::require_work(*library, *id);
      plan::rate_work(*library, work, value, system_clock().now());
      if (context.json) {
        Context::print_json(plan::rating_json(work, value));
      } else {
        Context::print(paragraph(
            fmt::format("rated {} of 5: {}", value, printable(library->load(work).work.title)), 0,
            text_columns()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
