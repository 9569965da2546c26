#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "ingest/training.h"
#include "plan/views.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct RadarArguments {
  std::string since;
  std::size_t k = 10;
};

constexpr std::size_t kMostItems = 1000;

std::string radar_text(const plan::RadarView& view, const Style& style) {
  if (view.items.empty()) {
    return "Nothing new on the radar.\nBring records in with `assay import FILE`, or look further "
           "back with --since.\n";
  }
  const std::size_t columns = text_columns();
  std::string out = fmt::format("Radar: the best of {} works that you have not seen\n\n",
                                with_commas(view.considered));
  std::size_t number = 0;
  for (const plan::RadarItem& item : view.items) {
    const std::string lines = paragraph(printable(item.title), 5, columns);
    out += fmt::format("{:>3}  ", ++number) + style.bold(lines.substr(5, lines.size() - 6)) + "\n";
    const std::string facts =
        dotted({format_work_id(item.id), std::string(kind_name(item.kind)), printable(item.venue),
                item.date.empty() && item.year != 0 ? std::to_string(item.year) : item.date,
                fmt::format("developer-led {:.2f}", item.developer_led)});
    out += "     " + style.quiet(ellipsize(facts, columns - 5)) + "\n";
    if (item.evidence) {
      const std::string context = item.evidence->field == Field::kTitle
                                      ? "in the title: “" + item.evidence_text + "”"
                                      : "“" + item.evidence_context + "”";
      out += "     " + style.accent(ellipsize(printable(context), columns - 5)) + "\n";
    }
    if (!item.why.empty()) {
      out += "     " + ellipsize("why: " + dotted(item.why), columns - 5) + "\n";
    }
    out += "\n";
  }
  return out;
}

int run_radar(const Context& context, const RadarArguments& arguments) {
  plan::RadarOptions options;
  options.k = arguments.k;
  options.today = system_clock().today();
  options.since = day_option(arguments.since, "--since");
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  plan::Profile profile;
  context.with_index(
      *library, [&](const search::Index& index) { profile = plan::load_profile(*library, index); });
  const plan::RadarView view =
      plan::make_radar(*library, ingest::judge_of(library->folder()), profile, options);
  if (context.json) {
    Context::print_json(plan::to_json(view));
  } else {
    Context::print(radar_text(view, context.style()));
  }
  return 0;
}

}  // namespace

void add_radar(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<RadarArguments>();
  CLI::App* command = app.add_subcommand("radar", "What is new to you, the developer-led first");
  command->add_option("--since", arguments->since, "Only works dated on or after this day")
      ->type_name("DATE");
  command->add_option("-k", arguments->k, "How many")
      ->check(CLI::Range(std::size_t{1}, kMostItems))
      ->type_name("N");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_radar(context, *arguments); };
  });
}

}  // namespace assay::cli
