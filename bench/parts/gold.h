#pragma once
/// Abstracts whose sentences were labelled by people, for measuring and fitting the parts.
/// Threads: plain values.

#include "search/parts_internal.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::bench {

struct GoldPart {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  search::Role role = search::Role::kProblem;
};

struct GoldAbstract {
  std::string title;
  std::string abstract;
  bool test = false;  ///< Held out: never fitted to.
  std::vector<GoldPart> parts;
};

/// One JSON object a line: title, abstract, and for labelled ones "split" ("train" or "test") and
/// "parts" of {"begin", "end", "role"}, bytes of the abstract. Throws kIo or kInvalid.
std::vector<GoldAbstract> read_abstracts(const std::filesystem::path& path);

/// The label of a sentence: that of the labelled part it shares most bytes with; 0 when none.
search::RoleMask label_of(const GoldAbstract& gold, std::uint32_t begin, std::uint32_t end);

/// A structured abstract as one without headings, labelled by them; no parts when it is none.
GoldAbstract without_headings(const GoldAbstract& gold);

}  // namespace assay::bench
