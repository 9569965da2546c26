#pragma once
/// Review cards and the log of answers. The log is only ever appended to: taking an answer back is
/// a row of its own. What a card's memory is (CardState) is worked out of its log by the room above
/// and kept here so that due cards are found quickly. Cards are never deleted, only removed from
/// sight. All functions are about the library's reader; those that write need
/// Library::Mode::kWrite and a transaction begun by the caller. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

/// What a card says, and where it comes from.
struct CardText {
  std::string guid;            ///< Names the card across exports; unique for the reader.
  std::optional<WorkId> work;  ///< The work that it is about.
  std::string origin;          ///< "hand", "claim", "note", "anki"
  std::string front;           ///< Not empty.
  std::string back;
  bool html = false;              ///< The sides are HTML, as Anki's are; else plain text.
  std::vector<std::string> more;  ///< Further fields of an imported note, in order.
  std::vector<std::string> tags;  ///< Without spaces.
  std::string deck;
  std::string notetype;
  bool operator==(const CardText&) const = default;
};

/// Derived from the log; the meaning of each is that of plan/fsrs.h.
struct CardState {
  int phase = 0;
  int step = 0;
  double stability = 0;
  double difficulty = 0;
  std::int64_t due = 0;
  std::int64_t last = 0;
  int days = 0;
  int reps = 0;
  int lapses = 0;
  bool operator==(const CardState&) const = default;
};

struct Card {
  std::int64_t id = 0;
  CardText text;
  std::int64_t made = 0;  ///< Seconds since 1970 UTC.
  bool suspended = false;
  bool removed = false;
  CardState state;
};

/// An answer that counts.
struct Review {
  std::int64_t id = 0;  ///< Ascending in the order in which they were given.
  std::int64_t card = 0;
  std::int64_t at = 0;  ///< Seconds since 1970 UTC.
  int grade = 0;        ///< 1..4
};

/// A guid for a new card: what it is made of, hashed to text that any format can hold.
std::string make_guid(std::string_view origin, std::string_view front, std::string_view back);

/// Returns the card's id. Requires that no card of the reader has the guid.
std::int64_t add_card(Library& library, const CardText& text, std::int64_t at);
/// Replaces what a card says; its log stays. Requires that the card exists.
void set_card_text(Library& library, std::int64_t card, const CardText& text, std::int64_t at);
void set_card_suspended(Library& library, std::int64_t card, bool suspended, std::int64_t at);
/// Takes a card out of sight, or brings it back. Its log stays.
void set_card_removed(Library& library, std::int64_t card, bool removed, std::int64_t at);
void set_card_state(Library& library, std::int64_t card, const CardState& state);

/// nullopt when the reader has no such card; a removed one is found.
std::optional<Card> find_card(Library& library, std::int64_t id);
std::optional<Card> find_card(Library& library, std::string_view guid);
/// Every card that was not removed, in order of id; only those on `work` where one is named.
std::vector<Card> cards(Library& library, std::optional<WorkId> work = std::nullopt);
/// Cards due by `until`, new ones included, neither removed nor suspended; the earliest due first,
/// then by id.
std::vector<Card> cards_due(Library& library, std::int64_t until);

// --- The log ------------------------------------------------------------------------------------

/// Appends an answer; returns its id.
std::int64_t append_review(Library& library, std::int64_t card, std::int64_t at, int grade);
/// Appends that the card's last answer that counts is taken back. Requires that there is one.
void take_back_review(Library& library, std::int64_t card, std::int64_t at);
/// The answers that count, in the order in which they were given; of one card, or of all that the
/// reader has (removed ones too: what they teach stays true).
std::vector<Review> reviews(Library& library, std::optional<std::int64_t> card = std::nullopt);
/// When the latest row of the log was written, by its own time; 0 for an empty log.
std::int64_t latest_review(Library& library);

}  // namespace assay::library
