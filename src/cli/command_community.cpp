#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "plan/community.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

constexpr std::int32_t kLatelyDays = 90;
constexpr std::size_t kMostItems = 1000;

struct CommunityArguments {
  std::string since;
  std::size_t k = 30;
};

std::string community_text(const plan::CommunityView& view, const Style& style) {
  if (view.follows == 0) {
    return "You follow nobody yet: see `assay help follow`.\n";
  }
  if (view.items.empty()) {
    return "Nothing new by those whom you follow.\nLook further back with --since.\n";
  }
  const std::size_t columns = text_columns();
  std::string out;
  for (const plan::CommunityItem& item : view.items) {
    constexpr std::size_t kIndent = 12;
    const std::string lines = paragraph(printable(item.title), kIndent, columns);
    out += style.quiet(fmt::format("{:<10}", item.date)) + "  " +
           style.bold(lines.substr(kIndent, lines.size() - kIndent - 1)) + "\n";
    std::vector<std::string> facts = {format_work_id(item.id), std::string(kind_name(item.kind)),
                                      item.identifier};
    facts.insert(facts.end(), item.why.begin(), item.why.end());
    out += paragraph(printable(dotted(facts)), kIndent, columns);
  }
  return out;
}

}  // namespace

void add_community(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<CommunityArguments>();
  CLI::App* command =
      app.add_subcommand("community", "What those whom you follow published lately");
  command->add_option("--since", arguments->since, "From this day on; 90 days back unless given")
      ->type_name("DATE");
  command->add_option("-k", arguments->k, "How many")
      ->check(CLI::Range(std::size_t{1}, kMostItems))
      ->type_name("N");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      const Day since = day_option(arguments->since, "--since")
                            .value_or(Day{system_clock().today().since_epoch - kLatelyDays});
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      plan::CommunityView view;
      context.with_index(*library, [&](const search::Index& index) {
        view = plan::view_community(*library, index, since, arguments->k);
      });
      if (context.json) {
        Context::print_json(plan::to_json(view));
      } else {
        Context::print(community_text(view, context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
