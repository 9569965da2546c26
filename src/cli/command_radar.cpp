#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "ingest/training.h"
#include "plan/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::cli {
namespace {

struct RadarArguments {
  std::string since;
  std::size_t k = 10;
  bool explain = false;
};

constexpr std::size_t kMostItems = 1000;

/// "0.712 = learnt 0.310 + developer led 0.220 + …", without parts that add nothing.
std::string parts_text(const plan::RadarItem& item) {
  std::string text = fmt::format("{:.3f} =", item.score);
  bool first = true;
  for (const plan::ScorePart& part : item.parts) {
    const double points = part.points();
    if (std::abs(points) < 0.0005) {
      continue;
    }
    std::string name(part.name);
    std::replace(name.begin(), name.end(), '_', ' ');
    const char* sign = points < 0 ? (first ? " -" : " - ") : (first ? " " : " + ");
    text += fmt::format("{}{} {:.3f}", sign, name, std::abs(points));
    first = false;
  }
  return text;
}

std::string radar_text(const plan::RadarView& view, bool explain, const Style& style) {
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
      const std::string why = printable("why: " + dotted(item.why));
      out += explain ? paragraph(why, 5, columns) : "     " + ellipsize(why, columns - 5) + "\n";
    }
    if (explain) {
      out += paragraph(parts_text(item), 5, columns);
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
    Context::print_json(plan::to_json(view, arguments.explain));
  } else {
    Context::print(radar_text(view, arguments.explain, context.style()));
  }
  return 0;
}

}  // namespace

void add_radar(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<RadarArguments>();
  CLI::App* command = app.add_subcommand("radar", "What is new to you, ranked for you");
  command->add_option("--since", arguments->since, "Only works dated on or after this day")
      ->type_name("DATE");
  command->add_option("-k", arguments->k, "How many")
      ->check(CLI::Range(std::size_t{1}, kMostItems))
      ->type_name("N");
  command->add_flag("--explain", arguments->explain, "Show the parts of each score");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_radar(context, *arguments); };
  });
}

}  // namespace assay::cli
