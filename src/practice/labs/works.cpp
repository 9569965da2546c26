#include "practice/labs/works.h"

namespace assay::practice {

std::optional<WorkId> work_of_lab(library::Library& library, const Lab& lab) {
  for (const std::string& identifier : lab.works) {
    if (const std::optional<WorkId> work = library.resolve(identifier)) {
      return work;
    }
  }
  return std::nullopt;
}

std::map<std::int64_t, std::string> labs_of_works(
    library::Library& library, const Catalogue& catalogue,
    const std::function<bool(const std::string&)>& is_solved) {
  std::map<std::int64_t, std::string> out;
  for (const Lab& lab : catalogue.labs()) {
    if (is_solved(lab.name)) {
      continue;
    }
    if (const std::optional<WorkId> work = work_of_lab(library, lab)) {
      out.emplace(work->v, lab.name);
    }
  }
  return out;
}

}  // namespace assay::practice
