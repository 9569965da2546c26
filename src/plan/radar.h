#pragma once
/// The radar: what is new to the reader, ranked by how developer-led it is, the reader's interests
/// and recency, each with its evidence in a line. Threads: as the Library.

#include "base/time.h"
#include "identify/judge.h"
#include "library/library.h"
#include "plan/profile.h"

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
  double score = 0;  ///< 0..1
  double developer_led = 0;
  double research = 0;
  std::vector<std::string> topics;
  std::vector<std::string> why;  ///< Reasons in words, strongest first.
  std::optional<Clue> evidence;  ///< The strongest clue for developer-led.
  std::string evidence_text;     ///< The words at its span.
  std::string evidence_context;  ///< The sentence around it, on one line.
};

struct RadarView {
  std::vector<RadarItem> items;
  std::uint64_t considered = 0;  ///< Works that the reader has not seen and that pass `since`.
};

/// How the parts of a score are weighed; they sum to 1.
struct RadarWeights {
  double developer_led = 0.45;
  double research = 0.15;
  double interest = 0.25;
  double recency = 0.12;
  double code = 0.03;
};

/// 0..1: one half from the last months (half-life 180 days), one half from the last years (1,500
/// days). A work of unknown date counts as ten years old.
double recency(std::int32_t day, int year, Day today) noexcept;

/// -1..1: how well the reader's topics, words and the followed fit a work; 0 without interests.
double interest_fit(const Profile& profile, WorkId id, std::uint32_t topics) noexcept;

/// Ranks every work that the reader has not seen. Ties: newer id first. Cost: one pass over the
/// summaries, and a verdict for each of the k shown.
RadarView make_radar(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, const RadarOptions& options);

/// The summaries behind a radar, best first, at most `limit`, of which `accept` says yes.
std::vector<std::pair<double, library::Summary>> rank_unseen(
    library::Library& library, const Profile& profile, const RadarOptions& options,
    std::size_t limit, const std::function<bool(const library::Summary&)>& accept,
    std::uint64_t* considered = nullptr);

/// Fills the shown parts of an item from the stored work.
RadarItem describe(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   WorkId id, double score, Day today);

}  // namespace assay::plan
