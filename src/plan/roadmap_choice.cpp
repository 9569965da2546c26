#include "plan/roadmap_choice.h"

#include "plan/tracks.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

namespace assay::plan {
namespace {

constexpr int kClassicYears = 6;
constexpr int kCurrentYears = 2;
constexpr std::size_t kEras = 3;
/// How much an era that came too seldom so far is preferred.
constexpr double kEraWeight = 0.6;

class Chooser {
 public:
  Chooser(const RoadDemand& demand, std::span<const RoadCandidate> candidates)
      : demand_(demand), candidates_(candidates), chosen_(candidates.size(), false) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      place_.emplace(candidates[i].key, i);
    }
  }

  std::vector<RoadStep> choose() {
    int total = 0;
    for (int week = 0; week < demand_.weeks; ++week) {
      total += room_of(week, demand_.minutes);
    }
    budget_ = total - (demand_.goal ? 0 : demand_.goal_minutes);
    if (demand_.goal) {
      take(*demand_.goal);
    }
    const std::size_t most = static_cast<std::size_t>(demand_.weeks) * kStepsAWeek;
    while (count_ < most) {
      const std::optional<std::size_t> next = best_next();
      if (!next) {
        break;
      }
      take(*next);
    }
    if (count_ == 0) {
      return {};
    }
    return fit();
  }

 private:
  /// Minutes of a week where none is filled with more than `capacity`.
  [[nodiscard]] int room_of(int week, int capacity) const {
    const auto at = static_cast<std::size_t>(week);
    return at < demand_.of_week.size() ? std::min(capacity, demand_.of_week[at]) : capacity;
  }

  /// What must come with a candidate, itself included, that is not chosen yet.
  void collect(std::size_t i, std::vector<std::size_t>& out, std::set<std::size_t>& seen) const {
    if (chosen_[i] || !seen.insert(i).second) {
      return;
    }
    for (const std::int64_t need : candidates_[i].needs) {
      if (const auto found = place_.find(need); found != place_.end()) {
        collect(found->second, out, seen);
      }
    }
    out.push_back(i);
  }

  [[nodiscard]] int minutes_with(std::size_t i) const {
    std::vector<std::size_t> with;
    std::set<std::size_t> seen;
    collect(i, with, seen);
    return std::accumulate(with.begin(), with.end(), 0, [this](int sum, std::size_t one) {
      return sum + candidates_[one].minutes;
    });
  }

  bool take(std::size_t i) {
    std::vector<std::size_t> with;
    std::set<std::size_t> seen;
    collect(i, with, seen);
    for (const std::size_t one : with) {
      const RoadCandidate& candidate = candidates_[one];
      chosen_[one] = true;
      ++count_;
      spent_ += candidate.minutes;
      tracks_.at(candidate.track) += candidate.minutes;
      eras_.at(era(candidate)) += candidate.minutes;
    }
    return !with.empty();
  }

  [[nodiscard]] std::size_t era(const RoadCandidate& candidate) const {
    const Era era = era_of(candidate.year, demand_.this_year);
    return static_cast<std::size_t>(era == Era::kClassic && !candidate.lasting ? Era::kBetween
                                                                               : era);
  }

  [[nodiscard]] double value(const RoadCandidate& candidate) const {
    const double of_all = spent_ > 0 ? eras_.at(era(candidate)) / static_cast<double>(spent_) : 0;
    return candidate.score * (1 + kEraWeight * (1.0 / kEras - of_all));
  }

  /// The best candidate of the track that is furthest behind its share, of those with something
  /// that fits.
  [[nodiscard]] std::optional<std::size_t> best_next() const {
    std::array<std::optional<std::size_t>, kTracks.size()> best;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const RoadCandidate& candidate = candidates_[i];
      if (chosen_[i] || demand_.shares.at(candidate.track) <= 0 ||
          spent_ + minutes_with(i) > budget_) {
        continue;
      }
      std::optional<std::size_t>& of_track = best.at(candidate.track);
      if (!of_track || value(candidate) > value(candidates_[*of_track])) {
        of_track = i;
      }
    }
    std::optional<std::size_t> next;
    double furthest = 0;
    for (std::size_t track = 0; track < best.size(); ++track) {
      const double behind = demand_.shares.at(track) * budget_ - tracks_.at(track);
      if (best.at(track) && (!next || behind > furthest)) {
        next = best.at(track);
        furthest = behind;
      }
    }
    return next;
  }

  [[nodiscard]] std::tuple<bool, int, std::size_t, std::int64_t> order_key(std::size_t i) const {
    const RoadCandidate& candidate = candidates_[i];
    const int year = candidate.year == 0 ? demand_.this_year : candidate.year;
    const int shift = candidate.level == Level::kNew      ? -kLevelYears
                      : candidate.level == Level::kExpert ? kLevelYears
                                                          : 0;
    return {demand_.goal == i, year + shift, candidate.track, candidate.key};
  }

  /// The chosen ones in order. Needs are heeded before all; of ties that run in a circle the older
  /// work comes first.
  [[nodiscard]] std::vector<std::size_t> ordered() const {
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (chosen_[i]) {
        waiting.push_back(i);
      }
    }
    std::sort(waiting.begin(), waiting.end(),
              [this](std::size_t a, std::size_t b) { return order_key(a) < order_key(b); });
    std::set<std::int64_t> open;
    for (const std::size_t i : waiting) {
      open.insert(candidates_[i].key);
    }
    const auto is_free = [&](std::size_t i, bool soft) {
      if (demand_.goal == i) {
        return waiting.size() == 1;
      }
      const auto waits = [&](std::int64_t key) {
        return key != candidates_[i].key && open.count(key) != 0 &&
               !(demand_.goal && candidates_[*demand_.goal].key == key);
      };
      const RoadCandidate& candidate = candidates_[i];
      return std::none_of(candidate.needs.begin(), candidate.needs.end(), waits) &&
             (!soft || std::none_of(candidate.builds_on.begin(), candidate.builds_on.end(), waits));
    };
    std::vector<std::size_t> order;
    while (!waiting.empty()) {
      auto next = std::find_if(waiting.begin(), waiting.end(),
                               [&](std::size_t i) { return is_free(i, true); });
      if (next == waiting.end()) {
        next = std::find_if(waiting.begin(), waiting.end(),
                            [&](std::size_t i) { return is_free(i, false); });
      }
      next = next == waiting.end() ? waiting.begin() : next;
      open.erase(candidates_[*next].key);
      order.push_back(*next);
      waiting.erase(next);
    }
    return order;
  }

  /// Puts the steps into weeks of so many minutes; nullopt when there are too few weeks.
  [[nodiscard]] std::optional<std::vector<RoadStep>> pack(const std::vector<std::size_t>& order,
                                                          int capacity) const {
    std::vector<RoadStep> steps;
    int week = 0;
    int full = room_of(0, capacity);
    int left = full;
    const auto turn = [&] {
      ++week;
      full = week < demand_.weeks ? room_of(week, capacity) : capacity;
      left = full;
    };
    const auto place = [&](std::optional<std::size_t> candidate, int minutes) {
      RoadStep step{candidate, {}};
      if (minutes > left && left < full) {
        turn();
      }
      // What fits into no whole week goes on from one to the next.
      while (minutes > left && minutes <= capacity && week < demand_.weeks) {
        turn();
      }
      while (minutes > 0) {
        if (left == 0) {
          turn();
          continue;
        }
        const int part = std::min(minutes, left);
        step.parts.push_back({week, part});
        minutes -= part;
        left -= part;
      }
      steps.push_back(std::move(step));
    };
    for (const std::size_t i : order) {
      place(i, candidates_[i].minutes);
    }
    if (!demand_.goal && demand_.goal_minutes > 0) {
      place(std::nullopt, demand_.goal_minutes);
    }
    return week < demand_.weeks ? std::optional(std::move(steps)) : std::nullopt;
  }

  /// The chosen one that is worth least, of those that no other chosen one needs and that are not
  /// the goal.
  [[nodiscard]] std::optional<std::size_t> least() const {
    std::set<std::int64_t> needed;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (chosen_[i]) {
        needed.insert(candidates_[i].needs.begin(), candidates_[i].needs.end());
      }
    }
    std::optional<std::size_t> worst;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (chosen_[i] && demand_.goal != i && needed.count(candidates_[i].key) == 0 &&
          (!worst || candidates_[i].score < candidates_[*worst].score)) {
        worst = i;
      }
    }
    return worst;
  }

  /// Lets go of the least until the rest fits, then fills the weeks as evenly as that goes.
  std::vector<RoadStep> fit() {
    std::vector<std::size_t> order = ordered();
    std::optional<std::vector<RoadStep>> steps = pack(order, demand_.minutes);
    while (!steps) {
      const std::optional<std::size_t> worst = least();
      if (!worst) {
        return {};
      }
      chosen_[*worst] = false;
      order = ordered();
      if (order.empty()) {
        return {};
      }
      steps = pack(order, demand_.minutes);
    }
    int longest = demand_.goal ? 0 : demand_.goal_minutes;
    for (const std::size_t i : order) {
      longest = std::max(longest, candidates_[i].minutes);
    }
    for (int capacity = longest; capacity < demand_.minutes; capacity += kMinuteStep) {
      if (std::optional<std::vector<RoadStep>> even = pack(order, capacity)) {
        return std::move(*even);
      }
    }
    return std::move(*steps);
  }

  const RoadDemand& demand_;
  std::span<const RoadCandidate> candidates_;
  std::unordered_map<std::int64_t, std::size_t> place_;
  std::vector<bool> chosen_;
  std::size_t count_ = 0;
  int budget_ = 0;
  int spent_ = 0;
  std::array<int, kTracks.size()> tracks_{};
  std::array<int, kEras> eras_{};
};

}  // namespace

Era era_of(int year, int this_year) noexcept {
  if (year == 0) {
    return Era::kBetween;
  }
  if (this_year - year >= kClassicYears) {
    return Era::kClassic;
  }
  return this_year - year < kCurrentYears ? Era::kCurrent : Era::kBetween;
}

std::vector<RoadStep> choose_road(const RoadDemand& demand,
                                  std::span<const RoadCandidate> candidates) {
  return Chooser(demand, candidates).choose();
}

}  // namespace assay::plan
