#pragma once
/// Papers of the Proceedings of Machine Learning Research -> Works, as the series writes them in
/// YAML. Private to the room. Threads: pure functions. Source: PMLR's "papersite" and
/// "jekyll-theme".

#include "work/work.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// The front matter of `_posts/DATE-ID.md` or an item of a volume's citeproc.yaml. `volume`:
/// "v306", used where the paper does not say. Throws BadRecord.
Work pmlr_work(const nlohmann::json& paper, std::string_view volume);

/// What stands between the first two lines of "---"; throws BadRecord when there is none.
std::string_view front_matter(std::string_view post);

/// The items of a citeproc.yaml, each as YAML of its own.
std::vector<std::string_view> citeproc_items(std::string_view yaml);

}  // namespace assay::source
