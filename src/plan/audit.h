#pragma once
/// The radar looks at itself: how its picks spread compared with what there was to pick from, and
/// how well it would have ranked what the reader rated later. Nothing is logged for it: the radar
/// of a moment is made again from what the reader had done until then (the ledger and the dates of
/// readings), which costs milliseconds and needs no room; what came into the library since, and
/// interests and settings of today, are taken as if they had been there. Threads: as the Library.

#include "plan/radar.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// A part of a dimension: an organisation, a topic, an age.
struct SpreadBucket {
  std::string name;
  double picks = 0;      ///< Share of the picks that are in it; 0..1.
  double available = 0;  ///< Share of what there was.
  /// picks / available; nullopt where the sample of what there was has none.
  [[nodiscard]] std::optional<double> ratio() const {
    return available > 0 ? std::optional(picks / available) : std::nullopt;
  }
};

struct Spread {
  std::string_view dimension;  ///< organisations, countries, venues, team size, topics, age
  std::size_t known = 0;       ///< Picks of which it is known.
  /// Jensen-Shannon divergence between picks and what there was, in bits: 0 alike, 1 nothing in
  /// common (Lin 1991).
  double divergence = 0;
  std::vector<SpreadBucket> buckets;  ///< Those with most picks first; at most 8.
  std::string_view setting;           ///< What changes it.
};

/// A later rating against what the radar had thought of the work.
struct HeldOut {
  WorkId work;
  int rating = 0;
  double score = 0;      ///< That it had then.
  std::size_t rank = 0;  ///< From 1, among `of` unseen works.
  std::size_t of = 0;
  double place = 0;  ///< Share of the unseen works that ranked below it.
};

struct CalibrationBin {
  double from = 0;  ///< Places in the ranking, 0..1.
  double to = 0;
  std::size_t works = 0;
  double liked = 0;  ///< Share rated 4 or 5.
};

struct HoldOut {
  std::vector<HeldOut> works;  ///< In order of time.
  std::size_t pairs = 0;       ///< Of a liked (4, 5) and a disliked (0 to 2) work.
  /// Share of the pairs that the radar had in the right order (AUC); nullopt without pairs.
  std::optional<double> agreement;
  std::vector<CalibrationBin> calibration;  ///< By quarters of the ranking.
  std::vector<HeldOut> missed;  ///< Liked, but behind the first kMissedRank; the worst first.
};
inline constexpr std::size_t kMissedRank = 100;

struct SourceYield {
  std::string name;
  std::int64_t works = 0;
  std::size_t seen = 0;     ///< Works of it that the reader read, rated, skipped or marked.
  std::size_t keepers = 0;  ///< Of these, liked, read, or marked "more".
  std::size_t recent = 0;   ///< Keepers of the last kYieldDays.
  std::string remark;       ///< "no keeper in 60 days: drop it?", for followed sources.
};
inline constexpr int kYieldDays = 60;

struct AuditView {
  std::size_t picks = 0;
  std::uint64_t available = 0;
  std::size_t sampled = 0;  ///< So many of the available were looked at.
  std::vector<Spread> spread;
  HoldOut hold_out;
  std::vector<SourceYield> sources;
};

/// `options.k`: how many picks are looked at. Cost: some 2,000 works loaded, and up to 12 rankings.
AuditView audit_radar(library::Library& library, const search::Index& index,
                      const RadarOptions& options);

/// {"picks","available","sampled","spread":[{"dimension","known","divergence","setting",
/// "buckets":[{"name","picks","available","ratio"}]}],"hold_out":{"ratings","pairs","agreement",
/// "calibration":[{"from","to","works","liked"}],"missed":[{"id","rating","rank","of"}]},
/// "sources":[{"name","works","seen","keepers","recent","remark"}]}
std::string to_json(const AuditView& view);

}  // namespace assay::plan
