#pragma once
/// The radar: what is new to the reader, ranked by how developer-led it is, what was learnt of the
/// reader, their interests, recency, what the field talks of, code, and their level
/// (docs/plan.md), each with its evidence in a line. Threads: as the Library.

#include "base/time.h"
#include "identify/judge.h"
#include "library/library.h"
#include "plan/profile.h"
#include "plan/score.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::plan {

struct RadarOptions {
  std::optional<Day> since;  ///< Only works dated on or after this day.
  std::size_t k = 10;
  Day today;
};

/// A work on the radar.
struct RadarItem {
  WorkId id;
  std::vector<std::string> identifiers;
  Kind kind = Kind::kPaper;
  std::string title;
  int year = 0;
  std::string date;
  std::string venue;
  double score = 0;  ///< The sum of the parts' points, at most 1.
  double developer_led = 0;
  double research = 0;
  std::vector<std::string> topics;
  std::vector<std::string> why;  ///< Reasons in words, strongest first.
  std::vector<ScorePart> parts;
  bool explore = false;          ///< Chosen outside of what the reader usually likes.
  std::optional<Clue> evidence;  ///< The strongest clue for developer-led.
  std::string evidence_text;     ///< The words at its span.
  std::string evidence_context;  ///< The sentence around it, on one line.
};

struct RadarView {
  std::vector<RadarItem> items;
  std::uint64_t considered = 0;  ///< Works that the reader has not seen and that pass `since`.
};

/// Ranks every work that the reader has not seen; the best come first, each less what it costs to
/// be like a better one (maximal marginal relevance: Carbonell, Goldstein 1998), and behind them
/// the share that is chosen outside of the usual, which changes with the week. Cost: one pass over
/// the shelf, and a verdict for each of the k shown.
RadarView make_radar(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, const RadarOptions& options);

/// The works that make_radar shows, in its order, without what is shown of them.
struct RadarPick {
  std::size_t row = 0;  ///< In the shelf.
  double score = 0;
  double variety = 0;  ///< <= 0: what likeness to better picks cost; part of the score.
  bool explore = false;
};
std::vector<RadarPick> pick_radar(const Profile& profile, const RadarOptions& options,
                                  std::uint64_t* considered = nullptr);

/// Whether a row of the shelf is among what the radar chooses from.
bool is_candidate(const Profile& profile, const Scorer& scorer, const RadarOptions& options,
                  std::size_t row);

/// The summaries behind a radar, best first, at most `limit`, of which `accept` says yes. Ties:
/// newer id first.
std::vector<std::pair<double, library::Summary>> rank_unseen(
    library::Library& library, const Profile& profile, const RadarOptions& options,
    std::size_t limit, const std::function<bool(const library::Summary&)>& accept,
    std::uint64_t* considered = nullptr);

/// Fills the shown parts of an item from the stored work. Without `today` nothing is said of its
/// age.
RadarItem describe(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   WorkId id, double score, std::optional<Day> today);

}  // namespace assay::plan
