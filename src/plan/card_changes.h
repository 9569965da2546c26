#pragma once
/// Cards of the reader's own: made, changed, set aside. Each function that writes makes a
/// transaction of its own and gives the card as it is then. Threads: as the Library.

#include "library/cards.h"
#include "library/library.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace assay::plan {

/// Throws kUsage (no front, a tag that is no word), kLimit (a side above 1 MiB), kInvalid (not
/// UTF-8).
void check_card_text(const library::CardText& text);
/// Keeps a card written by hand; one that was removed comes back with its answers. Throws as
/// check_card_text, and kInvalid when there is the same card already.
library::Card add_card(library::Library& library, library::CardText text, std::int64_t now);
/// Throws as check_card_text.
library::Card change_card(library::Library& library, std::int64_t card,
                          const library::CardText& text, std::int64_t now);
library::Card suspend_card(library::Library& library, std::int64_t card, bool suspended,
                           std::int64_t now);
/// Its answers stay in the log.
void remove_card(library::Library& library, std::int64_t card, std::int64_t now);
/// Keeps the cards of a lab, question and answer each, but those that are kept already. Returns how
/// many.
std::size_t keep_lab_cards(library::Library& library, const std::string& lab,
                           const std::vector<std::pair<std::string, std::string>>& cards,
                           std::int64_t now);

}  // namespace assay::plan
