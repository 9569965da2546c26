#include "plan/audit.h"

#include "base/instant.h"
#include "base/text.h"
#include "library/signals.h"
#include "plan/audit_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRankings = 12;
constexpr std::size_t kBins = 4;
constexpr std::size_t kMissedShown = 10;
constexpr int kLiked = 4;
constexpr int kDisliked = 2;
/// A reader who did less than this lately says nothing of a source.
constexpr std::size_t kActive = 5;

struct Rating {
  std::int64_t at = 0;
  WorkId work;
  int rating = 0;
};

/// The first rating of each work, oldest first.
std::vector<Rating> first_ratings(library::Library& library) {
  std::vector<Rating> ratings;
  std::unordered_set<std::int64_t> rated;
  for (const library::LedgerLine& line : library::ledger(library)) {
    const bool digit = line.detail.size() == 1 && line.detail[0] >= '0' && line.detail[0] <= '5';
    if (line.event == "rated" && line.work && digit && rated.insert(line.work->v).second) {
      ratings.push_back({line.at, *line.work, line.detail[0] - '0'});
    }
  }
  return ratings;
}

/// What the reader had done before ratings[first].
std::unordered_map<std::int64_t, library::Reading> readings_before(
    const std::unordered_map<std::int64_t, library::Reading>& all,
    const std::vector<Rating>& ratings, std::size_t first) {
  std::unordered_map<std::int64_t, library::Reading> before;
  std::unordered_set<std::int64_t> later;
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    if (i < first) {
      before[ratings[i].work.v] = {library::ReadState::kRated, ratings[i].rating, ratings[i].at};
    } else {
      later.insert(ratings[i].work.v);
    }
  }
  for (const auto& [work, reading] : all) {
    if (reading.at < ratings[first].at && later.count(work) == 0) {
      before.try_emplace(work, reading);
    }
  }
  return before;
}

/// Ranks the ratings from `begin` to `end` as the radar would have before them.
void rank_again(const Profile& profile, const std::vector<Rating>& ratings, std::size_t begin,
                std::size_t end, HoldOut& out) {
  const Shelf& shelf = profile.ground->shelf;
  const Scorer scorer(profile, day_of_instant(ratings[begin].at));
  std::vector<HeldOut> held_out;
  for (std::size_t i = begin; i < end; ++i) {
    if (const ShelfRow* row = shelf.find(ratings[i].work)) {
      HeldOut held;
      held.work = ratings[i].work;
      held.rating = ratings[i].rating;
      held.score = scorer.score(static_cast<std::size_t>(row - shelf.rows.data()));
      held.rank = 1;
      held_out.push_back(held);
    }
  }
  std::size_t unseen = 0;
  std::vector<std::size_t> below(held_out.size(), 0);
  for (std::size_t i = 0; i < shelf.rows.size() && !held_out.empty(); ++i) {
    if (scorer.is_unseen(i)) {
      const double score = scorer.score(i);
      ++unseen;
      for (std::size_t h = 0; h < held_out.size(); ++h) {
        held_out[h].rank += score > held_out[h].score ? 1U : 0U;
        below[h] += score < held_out[h].score ? 1U : 0U;
      }
    }
  }
  for (std::size_t h = 0; h < held_out.size(); ++h) {
    held_out[h].of = unseen;
    held_out[h].place =
        unseen == 0 ? 0 : static_cast<double>(below[h]) / static_cast<double>(unseen);
    out.works.push_back(held_out[h]);
  }
}

void sum_up(HoldOut& out) {
  double right = 0;
  for (const HeldOut& liked : out.works) {
    for (const HeldOut& other : out.works) {
      if (liked.rating >= kLiked && other.rating <= kDisliked) {
        ++out.pairs;
        right += liked.place > other.place ? 1 : (liked.place == other.place ? 0.5 : 0);
      }
    }
  }
  if (out.pairs > 0) {
    out.agreement = right / static_cast<double>(out.pairs);
  }
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    CalibrationBin quarter{static_cast<double>(bin) / kBins, static_cast<double>(bin + 1) / kBins,
                           0, 0};
    for (const HeldOut& held : out.works) {
      if (std::min(kBins - 1, static_cast<std::size_t>(held.place * kBins)) == bin) {
        ++quarter.works;
        quarter.liked += held.rating >= kLiked ? 1 : 0;
      }
    }
    quarter.liked /= static_cast<double>(std::max<std::size_t>(1, quarter.works));
    out.calibration.push_back(quarter);
  }
  for (const HeldOut& held : out.works) {
    if (held.rating >= kLiked && held.rank > kMissedRank) {
      out.missed.push_back(held);
    }
  }
  std::stable_sort(out.missed.begin(), out.missed.end(),
                   [](const HeldOut& a, const HeldOut& b) { return a.rank > b.rank; });
  out.missed.resize(std::min(out.missed.size(), kMissedShown));
}

HoldOut hold_out(library::Library& library, const search::Index& index,
                 const std::unordered_map<std::int64_t, library::Reading>& readings) {
  HoldOut out;
  const std::vector<Rating> ratings = first_ratings(library);
  const std::size_t step = (ratings.size() + kMostRankings - 1) / kMostRankings;
  const std::shared_ptr<Ground> ground = ratings.empty() ? nullptr : make_ground(library, index);
  for (std::size_t begin = 0; begin < ratings.size(); begin += std::max<std::size_t>(1, step)) {
    // Each profile takes the ground over from the one before.
    const Profile profile =
        make_profile(library, index, readings_before(readings, ratings, begin), ground);
    rank_again(profile, ratings, begin, std::min(ratings.size(), begin + step), out);
  }
  sum_up(out);
  return out;
}

std::vector<SourceYield> yields(library::Library& library, const Profile& profile,
                                std::int64_t now) {
  std::map<std::string, SourceYield> by_name;
  for (const library::SourceCount& source : library::source_counts(library)) {
    by_name[source.name].name = source.name;
    by_name[source.name].works = source.works;
  }
  std::unordered_set<std::int64_t> wanted;
  for (const library::Interest& interest : library::interests(library)) {
    if (const auto work = interest.kind == "work" && interest.weight > 0
                              ? library.resolve(interest.value)
                              : std::nullopt) {
      wanted.insert(work->v);
    }
  }
  std::unordered_map<std::int64_t, library::Reading> all = profile.readings;
  for (const std::int64_t work : profile.marked) {
    all.try_emplace(work, library::Reading{library::ReadState::kRated, std::nullopt, now});
  }
  std::size_t recent = 0;
  for (const auto& [work, reading] : all) {
    const bool lately = reading.at > now - kYieldDays * kDaySeconds;
    const bool keeper =
        wanted.count(work) != 0 ||
        (reading.rating ? *reading.rating >= kLiked : reading.state == library::ReadState::kRead);
    recent += lately ? 1 : 0;
    for (const std::string& name : library.load({work}).sources) {
      SourceYield& source = by_name[name];
      ++source.seen;
      source.keepers += keeper ? 1 : 0;
      source.recent += keeper && lately ? 1 : 0;
    }
  }
  for (const library::SourceCount& followed : library::source_counts(library)) {
    SourceYield& source = by_name[followed.name];
    if (followed.followed_since && source.recent == 0 && recent >= kActive &&
        *followed.followed_since < now - kYieldDays * kDaySeconds) {
      source.remark = "no keeper in 60 days: drop it?";
    }
  }
  std::vector<SourceYield> out;
  out.reserve(by_name.size());
  for (auto& [name, source] : by_name) {
    out.push_back(std::move(source));
  }
  std::stable_sort(out.begin(), out.end(), [](const SourceYield& a, const SourceYield& b) {
    return a.keepers > b.keepers;
  });
  return out;
}

double four_decimals(double value) {
  return std::round(value * 1e4) / 1e4;
}

Json spread_json(const Spread& spread) {
  Json out{{"dimension", spread.dimension},
           {"known", spread.known},
           {"divergence", four_decimals(spread.divergence)},
           {"setting", spread.setting},
           {"buckets", Json::array()}};
  for (const SpreadBucket& bucket : spread.buckets) {
    const std::optional<double> ratio = bucket.ratio();
    out["buckets"].push_back({{"name", bucket.name},
                              {"picks", four_decimals(bucket.picks)},
                              {"available", four_decimals(bucket.available)},
                              {"ratio", ratio ? Json(four_decimals(*ratio)) : Json(nullptr)}});
  }
  return out;
}

Json hold_out_json(const HoldOut& held) {
  Json out{{"ratings", held.works.size()},
           {"pairs", held.pairs},
           {"agreement", held.agreement ? Json(four_decimals(*held.agreement)) : Json(nullptr)},
           {"calibration", Json::array()},
           {"missed", Json::array()}};
  for (const CalibrationBin& bin : held.calibration) {
    out["calibration"].push_back({{"from", bin.from},
                                  {"to", bin.to},
                                  {"works", bin.works},
                                  {"liked", four_decimals(bin.liked)}});
  }
  for (const HeldOut& missed : held.missed) {
    out["missed"].push_back({{"id", format_work_id(missed.work)},
                             {"rating", missed.rating},
                             {"rank", missed.rank},
                             {"of", missed.of}});
  }
  return out;
}

}  // namespace

AuditView audit_radar(library::Library& library, const search::Index& index,
                      const RadarOptions& options) {
  AuditView view;
  const Profile profile = load_profile(library, index);
  view.spread = audit_spread(library, profile, options, view);
  view.hold_out = hold_out(library, index, profile.readings);
  view.sources = yields(library, profile, (options.today.since_epoch + 1) * kDaySeconds);
  return view;
}

std::string to_json(const AuditView& view) {
  Json out{{"picks", view.picks},
           {"available", view.available},
           {"sampled", view.sampled},
           {"spread", Json::array()},
           {"hold_out", hold_out_json(view.hold_out)},
           {"sources", Json::array()}};
  for (const Spread& spread : view.spread) {
    out["spread"].push_back(spread_json(spread));
  }
  for (const SourceYield& source : view.sources) {
    out["sources"].push_back({{"name", source.name},
                              {"works", source.works},
                              {"seen", source.seen},
                              {"keepers", source.keepers},
                              {"recent", source.recent},
                              {"remark", source.remark}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
