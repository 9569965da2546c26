#include "cli/commands.h"
#include "cli/week_text.h"
#include "ingest/finding.h"
#include "library/reader.h"
#include "plan/views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::cli {
namespace {

struct SwapArguments {
  int n = 0;
  std::string week;
};

int run_swap(const Context& context, const SwapArguments& arguments) {
  week_argument(arguments.week);
  library::WeekItem item;
  Week week;
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    week = week_to_change(*library, arguments.week);
    with_week_maker(context, *library, [&](const plan::WeekMaker& maker) {
      item = plan::find_swap(maker, week, arguments.n);
    });
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  plan::swap_item(*library, week, item, system_clock().now());
  if (context.json) {
    Context::print_json(plan::to_json(item));
  } else {
    Context::print(item_text(item, false, context.style()));
  }
  return 0;
}

struct PinArguments {
  std::string what;
  std::string week;
};

void print_pin(const Context& context, const plan::PinView& view) {
  if (context.json) {
    Context::print_json(plan::to_json(view));
    return;
  }
  const std::string text =
      view.pinned ? "pinned, first on the track " + view.track + " until it is done: " + view.title
                  : "no longer pinned: " + view.title;
  Context::print(paragraph(printable(text), 0, text_columns()));
}

void print_pins(const Context& context, const std::vector<plan::PinView>& pins) {
  if (context.json) {
    Context::print_json(plan::to_json(pins));
    return;
  }
  std::string out;
  for (const plan::PinView& pin : pins) {
    constexpr std::size_t kIndent = 14;
    out += fmt::format("{:<13} ", pin.track) +
           paragraph(printable(dotted({pin.title, pin.item == pin.title ? "" : pin.item})), kIndent,
                     text_columns())
               .substr(kIndent);
  }
  Context::print(out.empty() ? "Nothing is pinned. Pin an item of the week or any work:\n"
                               "  assay pin 2\n  assay pin arxiv:2106.09685\n"
                             : out);
}

int run_pin(const Context& context, const PinArguments& arguments, bool pin) {
  week_argument(arguments.week);
  if (arguments.what.empty()) {
    print_pins(context, plan::list_pins(*context.open_library(library::Library::Mode::kRead)));
    return 0;
  }
  context.open_library(library::Library::Mode::kRead).reset();
  const bool is_number =
      arguments.what.size() < 4 && std::all_of(arguments.what.begin(), arguments.what.end(),
                                               [](char c) { return c >= '0' && c <= '9'; });
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const std::int64_t now = system_clock().now();
  print_pin(context, is_number
                         ? plan::pin_item(*library, week_to_change(*library, arguments.week),
                                          std::stoi(arguments.what), pin, now)
                         : plan::pin_work(*library, ingest::require_work(*library, arguments.what),
                                          pin, now));
  return 0;
}

void add_pinning(CLI::App& app, Context& context, const char* name, const char* help, bool pin) {
  auto arguments = std::make_shared<PinArguments>();
  CLI::App* command = app.add_subcommand(name, help);
  CLI::Option* what =
      command->add_option("N|ID", arguments->what, "Number of an item of the week, or a work");
  if (!pin) {
    what->required();
  }
  command->add_option("--week", arguments->week, "Another week than this one")->type_name("WEEK");
  command->callback([&context, arguments, pin] {
    context.run = [&context, arguments, pin] { return run_pin(context, *arguments, pin); };
  });
}

}  // namespace

void add_swap(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SwapArguments>();
  CLI::App* command = app.add_subcommand("swap", "Another one in the place of an item of the week");
  command->add_option("N", arguments->n, "Number of the item in the week")->required();
  command->add_option("--week", arguments->week, "Another week than this one")->type_name("WEEK");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_swap(context, *arguments); };
  });
}

void add_pin(CLI::App& app, Context& context) {
  add_pinning(app, context, "pin", "Keep a work first in your weeks until it is done", true);
}

void add_unpin(CLI::App& app, Context& context) {
  add_pinning(app, context, "unpin", "End a pin", false);
}

}  // namespace assay::cli
