#pragma once
/// Placement: an experienced reader passes a hard lab, and what it builds on counts as known.
/// Threads: pure functions.

#include "practice/labs/catalogue.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// Whether the reader has solved a lab, or was placed beyond it.
using KnownLab = std::function<bool(const std::string& lab)>;

struct Placement {
  std::string lab;
  std::string title;
  std::vector<std::string> skips;  ///< Not known yet, and known once it passes.
};

/// What a lab builds on and is not known yet, in the order of labs(). Throws as Catalogue::require.
std::vector<std::string> unknown_before(const Catalogue& catalogue, std::string_view lab,
                                        const KnownLab& is_known);
/// The ends of chains that are worth it: not known, most that is not known before them first.
std::vector<Placement> placements(const Catalogue& catalogue, const KnownLab& is_known);
/// {"labs":[{"name","title","skips"}]}
std::string to_json(const std::vector<Placement>& placements);

}  // namespace assay::practice
