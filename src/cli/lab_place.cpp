#include "cli/lab_place.h"

#include "base/text.h"
#include "base/time.h"
#include "practice/labs/placement.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

practice::KnownLab known_in(const LabMemories& memories) {
  return [&memories](const std::string& lab) {
    const auto found = memories.find(lab);
    return found != memories.end() && found->second.solved > 0;
  };
}

}  // namespace

int list_placements(const Context& context) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const LabMemories memories = read_lab_memories(context);
  const std::vector<practice::Placement> found =
      practice::placements(catalogue, known_in(memories));
  if (context.json) {
    Context::print_json(practice::to_json(found));
    return 0;
  }
  std::string out = "Pass one of these, and what stands beside it counts as known:\n\n";
  for (const practice::Placement& one : found) {
    out += fmt::format("  {}  {}\n", context.style().bold(one.lab), printable(one.title));
    out += context.style().quiet(paragraph(join(one.skips, ", "), 6, text_columns()));
  }
  Context::print(found.empty() ? "Nothing is left to skip.\n"
                               : out + "\nthen: assay lab place NAME\n");
  return 0;
}

void place_before(const Context& context, const practice::Catalogue& catalogue,
                  const LabFolder& folder, const LabMemories& memories) {
  const std::vector<std::string> known =
      practice::unknown_before(catalogue, folder.lab, known_in(memories));
  for (const std::string& name : known) {
    library::LabEvent event;
    event.at = system_clock().now();
    event.lab = name;
    event.event = "placed";
    event.variant = "plain";
    event.language = practice::language_name(folder.language);
    event.passed = true;
    event.detail = folder.lab;
    note_lab(context, event, catalogue.require(name), false);
  }
  if (!known.empty() && !context.json) {
    Context::print("These count as known now: " + join(known, ", ") + "\n\n");
  }
}

}  // namespace assay::cli
