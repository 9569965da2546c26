#include "cli/lab_place.h"

#include "base/text.h"
#include "base/time.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace assay::cli {
namespace {

struct Placement {
  const practice::Lab* lab;
  std::vector<std::string> skips;  ///< Not known yet, and known once it passes.
};

bool is_known(const LabMemories& memories, const std::string& lab) {
  const auto found = memories.find(lab);
  return found != memories.end() && found->second.solved > 0;
}

std::vector<std::string> unknown_before(const practice::Catalogue& catalogue,
                                        const LabMemories& memories, const std::string& lab) {
  std::vector<std::string> out = catalogue.before(lab);
  out.erase(std::remove_if(out.begin(), out.end(),
                           [&](const std::string& one) { return is_known(memories, one); }),
            out.end());
  return out;
}

/// The ends of chains: labs on which no other builds.
std::vector<Placement> placements(const practice::Catalogue& catalogue,
                                  const LabMemories& memories) {
  std::set<std::string> built_on;
  for (const practice::Lab& lab : catalogue.labs()) {
    if (!is_known(memories, lab.name)) {
      built_on.insert(lab.requires_labs.begin(), lab.requires_labs.end());
    }
  }
  std::vector<Placement> out;
  for (const practice::Lab& lab : catalogue.labs()) {
    if (!is_known(memories, lab.name) && built_on.count(lab.name) == 0) {
      Placement one{&lab, unknown_before(catalogue, memories, lab.name)};
      if (!one.skips.empty()) {
        out.push_back(std::move(one));
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Placement& a, const Placement& b) {
    return a.skips.size() > b.skips.size();
  });
  return out;
}

}  // namespace

int list_placements(const Context& context) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const std::vector<Placement> found = placements(catalogue, read_lab_memories(context));
  if (context.json) {
    nlohmann::ordered_json labs = nlohmann::ordered_json::array();
    for (const Placement& one : found) {
      labs.push_back({{"name", one.lab->name}, {"title", one.lab->title}, {"skips", one.skips}});
    }
    Context::print_json(nlohmann::ordered_json{{"labs", labs}}.dump());
    return 0;
  }
  std::string out = "Pass one of these, and what stands beside it counts as known:\n\n";
  for (const Placement& one : found) {
    out +=
        fmt::format("  {}  {}\n", context.style().bold(one.lab->name), printable(one.lab->title));
    out += context.style().quiet(paragraph(join(one.skips, ", "), 6, text_columns()));
  }
  Context::print(found.empty() ? "Nothing is left to skip.\n"
                               : out + "\nthen: assay lab place NAME\n");
  return 0;
}

void place_before(const Context& context, const practice::Catalogue& catalogue,
                  const LabFolder& folder, const LabMemories& memories) {
  const std::vector<std::string> known = unknown_before(catalogue, memories, folder.lab);
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
