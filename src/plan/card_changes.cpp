#include "plan/card_changes.h"

#include "base/text.h"
#include "library/note_files.h"
#include "plan/review.h"

#include <fmt/format.h>

namespace assay::plan {
namespace {

/// Runs a change of the library; aside, when no answer of the index depends on it.
template <typename Change>
void in_transaction(library::Library& library, bool aside, const Change& change) {
  library.begin();
  try {
    change();
    if (aside) {
      library.commit_aside();
    } else {
      library.commit();
    }
  } catch (...) {
    library.rollback();
    throw;
  }
}

}  // namespace

void check_card_text(const library::CardText& text) {
  if (trim(text.front).empty()) {
    throw Error(Errc::kUsage, "the card has no front, so nothing was kept", "",
                "write what is asked above the line ---, the answer below");
  }
  for (const std::string* side : {&text.front, &text.back, &text.deck}) {
    if (side->size() > library::kMostNoteBytes) {
      throw Error(Errc::kLimit, "a side of the card is larger than 1 MiB");
    }
    if (find_invalid_utf8(*side) != std::string::npos || side->find('\0') != std::string::npos) {
      throw Error(Errc::kInvalid, "the card is not UTF-8 text", "", "save it as UTF-8");
    }
  }
  for (const std::string& tag : text.tags) {
    if (tag.empty() || tag.find_first_of(" \t\r\n") != std::string::npos) {
      throw Error(Errc::kUsage, fmt::format("not a tag: \"{}\"", tag), "",
                  "a tag is one word; give --tag again for another");
    }
  }
}

library::Card add_card(library::Library& library, library::CardText text, std::int64_t now) {
  check_card_text(text);
  text.origin = "hand";
  text.guid = library::make_guid(text.origin, text.front, text.back);
  const auto known = library::find_card(library, text.guid);
  if (known && !known->removed) {
    throw Error(Errc::kInvalid, "this card is kept already", format_card_id(known->id),
                "`assay card edit` changes it");
  }
  std::int64_t id = 0;
  in_transaction(library, false, [&] {
    if (known) {
      id = known->id;
      library::set_card_text(library, id, text, now);
      library::set_card_removed(library, id, false, now);
    } else {
      id = library::add_card(library, text, now);
    }
    if (text.work) {
      library.touch(*text.work);
    }
  });
  return library::find_card(library, id).value();
}

library::Card change_card(library::Library& library, std::int64_t card,
                          const library::CardText& text, std::int64_t now) {
  check_card_text(text);
  in_transaction(library, true, [&] { library::set_card_text(library, card, text, now); });
  return library::find_card(library, card).value();
}

library::Card suspend_card(library::Library& library, std::int64_t card, bool suspended,
                           std::int64_t now) {
  in_transaction(library, true,
                 [&] { library::set_card_suspended(library, card, suspended, now); });
  return library::find_card(library, card).value();
}

void remove_card(library::Library& library, std::int64_t card, std::int64_t now) {
  in_transaction(library, true, [&] { library::set_card_removed(library, card, true, now); });
}

std::size_t keep_lab_cards(library::Library& library, const std::string& lab,
                           const std::vector<std::pair<std::string, std::string>>& cards,
                           std::int64_t now) {
  std::size_t kept = 0;
  in_transaction(library, true, [&] {
    for (const auto& [front, back] : cards) {
      library::CardText text;
      text.origin = "hand";
      text.front = front;
      text.back = back;
      text.deck = "labs";
      text.tags = {"lab::" + lab};
      text.guid = library::make_guid("lab", front, back);
      if (!library::find_card(library, text.guid)) {
        library::add_card(library, text, now);
        ++kept;
      }
    }
  });
  return kept;
}

}  // namespace assay::plan
