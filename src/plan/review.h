#pragma once
/// Review cards and when they are asked for. A card's memory is always the replay of its log of
/// answers by the reader's weights and retention, so it can be derived again at any time and a
/// state that was changed by other hands mends itself with the next answer. Functions that write
/// make a transaction of their own. Threads: as the Library.

#include "library/cards.h"
#include "library/library.h"
#include "plan/fsrs.h"
#include "plan/fsrs_fit.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// A clock this far behind the log's last answer counts as set back.
inline constexpr std::int64_t kClockTolerance = 600;
/// Cards within their steps are asked for so much before they are due, rather than ending the
/// review.
inline constexpr std::int64_t kLearnAhead = std::int64_t{20} * 60;

/// The reader's weights and retention. Throws kCorrupt when the setting was damaged.
FsrsParameters review_parameters(library::Library& library);

/// "c12" or "12" -> 12; nullopt for anything else.
std::optional<std::int64_t> parse_card_id(std::string_view text) noexcept;
std::string format_card_id(std::int64_t id);
/// The card that a user named. Throws kUsage for what is no card's name and kNotFound where the
/// reader has none, or removed it.
library::Card require_card(library::Library& library, std::string_view text);

Memory memory_of(const library::Card& card);
/// The replay of a log. `made`: when the card was made, which is when a new one is due.
Memory replay(const Fsrs& fsrs, const std::vector<library::Review>& log, std::int64_t made);

/// What waits, by what it is.
struct DueCounts {
  std::size_t due = 0;  ///< In all.
  std::size_t fresh = 0;
  std::size_t learning = 0;
  std::size_t review = 0;
};

struct DueView {
  DueCounts counts;
  double retention = kDefaultRetention;
  std::vector<library::Card> cards;  ///< In the order in which they are asked for.
  std::int64_t next = 0;             ///< When the next one is due that is not yet; 0 for none.
};
/// Cards due at `now`: those within their steps first, then reviews by date, then new ones. Cards
/// within their steps that are due in the next kLearnAhead seconds come last.
DueView due_cards(library::Library& library, std::int64_t now);

/// Seconds until a card would come again after each grade, again to easy.
std::array<std::int64_t, 4> next_intervals(const Fsrs& fsrs, const library::Card& card,
                                           std::int64_t now);
/// "1 min", "10 min", "3 days", "2.1 months", "1.4 years".
std::string interval_words(std::int64_t seconds);

/// Appends an answer and gives the card as it is then. Throws kInvalid when the clock was set back
/// (nothing is kept) unless `trust_clock`: then the answer is kept and no time is taken to have
/// passed. Requires that the card was found.
library::Card grade_card(library::Library& library, std::int64_t card, Grade grade,
                         std::int64_t now, bool trust_clock);
/// Takes back the last answer that counts, or the last to one card, and gives that card. Throws
/// kNotFound when there is none.
library::Card undo_review(library::Library& library, std::optional<std::int64_t> card,
                          std::int64_t now);

/// Cards whose stored state is not what their log says, as after a change by other hands.
std::size_t count_stale_cards(library::Library& library);
/// Derives every card's state again; returns how many had another one.
std::size_t derive_cards(library::Library& library);

/// Sets the retention asked for and derives all cards. Throws kUsage outside 0.7..0.99.
void set_retention(library::Library& library, double retention, std::int64_t now);

/// Fits the weights to the log, keeps them where they are taken, and derives all cards. Weights
/// that were fitted before stay where the new ones are not taken.
Fit fit_reviews(library::Library& library, std::int64_t now);
/// Back to the published weights.
void reset_weights(library::Library& library, std::int64_t now);

// --- Views: field names of docs/cli.md
// ------------------------------------------------------------

/// {"id","work","front","back",…}
std::string to_json(const library::Card& card, const Fsrs& fsrs, std::int64_t now);
/// {"cards":[…]}
std::string to_json(const std::vector<library::Card>& cards, const Fsrs& fsrs, std::int64_t now);
/// {"due","new","learning","review","retention","next","cards":[{…,"intervals":{…}}]}
std::string to_json(const DueView& view, const Fsrs& fsrs, std::int64_t now);
/// {"predictions","needed","held_out","taken","log_loss":{"defaults","fitted"},"weights"}
std::string to_json(const Fit& fit);

}  // namespace assay::plan
