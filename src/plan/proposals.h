#pragma once
/// Cards proposed from what a work claims in numbers and from the headings of the reader's notes on
/// it; the reader says which to keep. Threads: as the Library.

#include "identify/claims.h"
#include "library/cards.h"
#include "library/library.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct Proposal {
  std::size_t n = 0;  ///< 1, 2, ...: the same as long as work and notes say the same.
  library::CardText text;
  bool kept = false;  ///< It is a card already, or was one that the reader removed.
};

/// A card for each claim of the work's own, its value blanked out in its sentence; then one for
/// each heading with text under it in the notes, oldest note first. No two ask the same. Throws
/// kNotFound as Library::load does.
std::vector<Proposal> propose_cards(library::Library& library, const identify::ClaimReader& reader,
                                    WorkId work);

/// The numbers in "1,3" or "2-4,7" or "all", ascending, each once. Throws kUsage for anything else
/// and for numbers above `count`.
std::vector<std::size_t> parse_choice(std::string_view text, std::size_t count);

/// Keeps the chosen ones that are not kept yet, in a transaction; returns their cards.
std::vector<library::Card> accept_proposals(library::Library& library,
                                            const std::vector<Proposal>& proposals,
                                            const std::vector<std::size_t>& chosen,
                                            std::int64_t now);

/// {"proposals":[{"n","origin","front","back","kept"}]}
std::string to_json(const std::vector<Proposal>& proposals);

}  // namespace assay::plan
