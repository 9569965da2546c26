#pragma once
/// Cards in and out as Anki's text files (source/anki_text.h). A card that came from here comes
/// back as itself, by its guid; the work it is about travels as the tag `work::IDENTIFIER`. Anki's
/// format holds what a card says, not when it is due. Threads: as the Library.

#include "library/cards.h"
#include "library/library.h"
#include "source/anki_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// The reader's cards, in order of id. HTML where a card is, else plain text.
std::string export_cards(library::Library& library);

struct CardImport {
  std::size_t read = 0;  ///< Rows, the rejected among them.
  std::size_t added = 0;
  std::size_t updated = 0;  ///< Cards that say something else now, or were removed and come back.
  std::size_t unchanged = 0;
  std::vector<source::AnkiRejection> rejections;
};
/// Takes a file's notes as cards, all in one transaction. A note without a guid is known by its
/// front. Throws what parse_anki throws; then nothing was changed.
CardImport import_cards(library::Library& library, std::string_view bytes, std::int64_t now);

/// {"read","added","updated","unchanged","rejected","rejections":[{"line","reason"}]}
std::string to_json(const CardImport& report);

/// A side of a card as a person reads it: of HTML, its text.
std::string side_text(const library::CardText& card, const std::string& side);

}  // namespace assay::plan
