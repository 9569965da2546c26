#include "base/text.h"
#include "cli/arguments.h"
#include "cli/audit_file.h"
#include "cli/commands.h"
#include "plan/audit.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct AuditArguments {
  std::string since;
  std::size_t k = 50;
};

constexpr std::size_t kMostPicks = 1000;

std::string spread_text(const plan::Spread& spread, const Style& style) {
  std::string out = style.bold(std::string(spread.dimension));
  if (spread.known == 0) {
    return out + ": not known of the picks\n\n";
  }
  out += fmt::format(", divergence {:.2f} (0 alike, 1 nothing in common)\n", spread.divergence);
  for (const plan::SpreadBucket& bucket : spread.buckets) {
    const std::string name = ellipsize(printable(bucket.name), 34);
    const std::optional<double> ratio = bucket.ratio();
    out += "  " + name + std::string(36 - display_width(name), ' ') +
           fmt::format("{:>5.1f}% of {:>5.1f}%", 100 * bucket.picks, 100 * bucket.available) +
           (ratio ? fmt::format("   x {:.2f}\n", *ratio) : "   rare\n");
  }
  return out + paragraph("to change it: " + std::string(spread.setting), 2, text_columns()) + "\n";
}

std::string hold_out_text(library::Library& library, const plan::HoldOut& held,
                          const Style& style) {
  std::string out = style.bold("your later ratings") + "\n";
  if (held.works.empty()) {
    return out + "  none yet: rate works with `assay rate ID 0..5`, then look again\n\n";
  }
  out += fmt::format("  {} ratings, each against the ranking of the moment before\n",
                     held.works.size());
  if (held.agreement) {
    out += fmt::format("  of {} pairs of a liked and a disliked work, {:.0f}% were in order\n",
                       held.pairs, 100 * *held.agreement);
  } else {
    out += "  no pair of a liked (4, 5) and a disliked (0 to 2) work yet\n";
  }
  for (auto bin = held.calibration.rbegin(); bin != held.calibration.rend(); ++bin) {
    if (bin->works > 0) {
      out += fmt::format("  ranked above {:>2.0f}% to {:>3.0f}% of all: {} works, {:.0f}% liked\n",
                         100 * bin->from, 100 * bin->to, bin->works, 100 * bin->liked);
    }
  }
  for (const plan::HeldOut& missed : held.missed) {
    out +=
        paragraph(fmt::format("missed: {} {}, rated {}, was {} of {}", format_work_id(missed.work),
                              printable(collapse_spaces(library.load(missed.work).work.title)),
                              missed.rating, with_commas(missed.rank), with_commas(missed.of)),
                  2, text_columns());
  }
  return out + "\n";
}

std::string sources_text(const std::vector<plan::SourceYield>& sources, const Style& style) {
  std::string out = style.bold("sources") + ", what you kept of them\n";
  for (const plan::SourceYield& source : sources) {
    const std::string name = ellipsize(printable(source.name), 24);
    out += "  " + name + std::string(26 - display_width(name), ' ') +
           fmt::format("{:>9} works, {} seen, {} kept",
                       with_commas(static_cast<std::uint64_t>(source.works)), source.seen,
                       source.keepers) +
           "\n";
    if (!source.remark.empty()) {
      out += "    " + style.warning(source.remark) + "  assay source remove " +
             printable(source.name) + "\n";
    }
  }
  return out;
}

int run_audit(const Context& context, const AuditArguments& arguments) {
  plan::RadarOptions options;
  options.k = arguments.k;
  options.today = system_clock().today();
  options.since = day_option(arguments.since, "--since");
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  plan::AuditView view;
  context.with_index(*library, [&](const search::Index& index) {
    view = plan::audit_radar(*library, index, options);
  });
  if (context.json) {
    Context::print_json(plan::to_json(view));
    return 0;
  }
  const Style style = context.style();
  std::string text = fmt::format("The first {} picks beside the {} works to pick from\n\n",
                                 view.picks, with_commas(view.available));
  for (const plan::Spread& spread : view.spread) {
    text += spread_text(spread, style);
  }
  text += hold_out_text(*library, view.hold_out, style);
  text += sources_text(view.sources, style);
  Context::print(text);
  return 0;
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<AuditArguments>();
  auto file = std::make_shared<AuditFileArguments>();
  CLI::App* command =
      app.add_subcommand("audit", "What predictions do to groups; the radar itself");
  command->require_subcommand(0, 1);
  declare_audit_file(*command, file);
  command->callback([&context, command, file] {
    if (!command->get_subcommands().empty()) {
      return;  // that one has said what to run
    }
    context.run = [&context, file] {
      if (file->file.empty()) {
        throw Error(Errc::kUsage, "nothing to audit named", "",
                    "`assay audit FILE --label y --score p --group sex`, or `assay audit radar`");
      }
      return run_audit_file(context, *file);
    };
  });
  CLI::App* radar = command->add_subcommand("radar", "How its picks spread, and how well it did");
  radar->add_option("--since", arguments->since, "Only works dated on or after this day")
      ->type_name("DATE");
  radar->add_option("-k", arguments->k, "How many picks to look at")
      ->check(CLI::Range(std::size_t{1}, kMostPicks))
      ->type_name("N");
  radar->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_audit(context, *arguments); };
  });
}

}  // namespace assay::cli
