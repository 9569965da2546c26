#include "practice/labs/placement.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace assay::practice {

std::vector<std::string> unknown_before(const Catalogue& catalogue, std::string_view lab,
                                        const KnownLab& is_known) {
  std::vector<std::string> out = catalogue.before(lab);
  out.erase(std::remove_if(out.begin(), out.end(), is_known), out.end());
  return out;
}

std::vector<Placement> placements(const Catalogue& catalogue, const KnownLab& is_known) {
  std::set<std::string> built_on;
  for (const Lab& lab : catalogue.labs()) {
    if (!is_known(lab.name)) {
      built_on.insert(lab.requires_labs.begin(), lab.requires_labs.end());
    }
  }
  std::vector<Placement> out;
  for (const Lab& lab : catalogue.labs()) {
    if (!is_known(lab.name) && built_on.count(lab.name) == 0) {
      Placement one{lab.name, lab.title, unknown_before(catalogue, lab.name, is_known)};
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

std::string to_json(const std::vector<Placement>& placements) {
  nlohmann::ordered_json labs = nlohmann::ordered_json::array();
  for (const Placement& one : placements) {
    labs.push_back({{"name", one.lab}, {"title", one.title}, {"skips", one.skips}});
  }
  return nlohmann::ordered_json{{"labs", labs}}.dump();
}

}  // namespace assay::practice
