#include "plan/week_choice.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace assay::plan {
namespace {

/// A track that missed so many weeks is due, one more and it must be served.
constexpr int kDue = 2;
constexpr int kOverdue = 3;
/// Weeks from which the load and the balance of the tracks are taken, if they are no older.
constexpr std::size_t kWeeksBack = 4;
constexpr std::int32_t kDaysBack = 8 * 7;
constexpr double kStretch = 1.5;
constexpr double kLeastLoad = 0.5;
constexpr std::size_t kWeeksOfLoad = 2;
constexpr std::size_t kLeastTracks = 2;
/// A track may take up to this many times its share where others have nothing to offer.
constexpr double kMostShare = 2;

bool is_over(const PastWeek& past, Day today) {
  return monday_of(past.week).since_epoch + 7 <= today.since_epoch;
}

bool is_before(const PastWeek& past, const WeekDemand& demand) {
  return past.week < demand.week;
}

bool is_recent(const PastWeek& past, const WeekDemand& demand) {
  return monday_of(demand.week).since_epoch - monday_of(past.week).since_epoch <= kDaysBack;
}

/// What earlier weeks say of one thing.
struct Standing {
  int stood = 0;  ///< In so many weeks.
  Week first;
  Week last;
  std::size_t track = 0;  ///< On which it stood.
  std::size_t order = 0;  ///< Among all that stood.
};

/// Chooses for one demand.
class Chooser {
 public:
  Chooser(const WeekDemand& demand, std::span<const Candidate> candidates)
      : demand_(demand), candidates_(candidates), closed_(demand.behind) {
    read_past();
    for (const Candidate& candidate : candidates) {
      if (closed_.count(candidate.key) == 0) {
        needed_.insert(candidate.needs.begin(), candidate.needs.end());
      }
    }
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const Candidate& candidate = candidates[i];
      if (is_open(candidate)) {
        by_track_.at(candidate.track).push_back(i);
      }
    }
    for (std::vector<std::size_t>& track : by_track_) {
      std::stable_sort(track.begin(), track.end(),
                       [this](std::size_t a, std::size_t b) { return comes_before(a, b); });
    }
  }

  WeekChoice choose() {
    choice_.load = choose_load(demand_);
    left_ = choice_.load.minutes;
    take_pins();
    take_overdue();
    take_due();
    take_two_tracks();
    fill();
    std::stable_sort(choice_.items.begin(), choice_.items.end(),
                     [this](const Chosen& a, const Chosen& b) {
                       return candidates_[a.candidate].track < candidates_[b.candidate].track;
                     });
    return std::move(choice_);
  }

  /// The best of a track within `room`; its part where `part` and no whole one fits.
  std::optional<Chosen> best(std::size_t track, int room, bool part) const {
    std::optional<std::size_t> found = first_that_fits(track, room);
    int minutes = found ? candidates_[*found].minutes : room / kMinuteStep * kMinuteStep;
    if (!found && part && room >= kLeastPart) {
      minutes = kLeastPart;
      found = first_that_fits(track, INT32_MAX);
    }
    if (!found) {
      return std::nullopt;
    }
    Chosen chosen{*found, std::min(minutes, candidates_[*found].minutes), false, 0, std::nullopt};
    describe(chosen);
    return chosen;
  }

  void leave_out(const std::unordered_set<std::int64_t>& taken) {
    taken_.insert(taken.begin(), taken.end());
  }

  [[nodiscard]] std::vector<std::int64_t> let_go() const {
    std::vector<std::pair<std::size_t, std::int64_t>> found;
    for (const auto& [key, standing] : standing_) {
      if (last_week_ && standing.last == *last_week_ && closed_.count(key) == 0 &&
          is_let_go(key, standing)) {
        found.emplace_back(standing.order, key);
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::int64_t> keys;
    keys.reserve(found.size());
    for (const auto& [order, key] : found) {
      keys.push_back(key);
    }
    return keys;
  }

 private:
  void read_past() {
    std::array<bool, kTrackCount> seen{};
    for (const PastWeek& past : demand_.past) {
      const bool before = is_before(past, demand_);
      for (const PastItem& item : past.items) {
        if (item.state != PastItem::State::kPlanned || !before || !is_over(past, demand_.today)) {
          closed_.insert(item.key);
        }
        if (!before) {
          continue;
        }
        Standing& standing = standing_[item.key];
        if (standing.stood++ == 0) {
          standing.first = past.week;
          standing.order = standing_.size();
        }
        standing.track = item.track;
        standing.last = past.week;
        pools_.at(item.prepared ? 1 : 0) += item.track == 0 && standing.stood == 1 ? 1 : 0;
      }
      if (before && past.minutes >= kLeastWeek) {
        count_missed(past, seen);
        last_week_ = past.week;
      }
    }
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      // A track that was never served is due from the first week on.
      missed_.at(track) = seen.at(track) ? missed_.at(track) : std::max(missed_.at(track), kDue);
    }
  }

  void count_missed(const PastWeek& past, std::array<bool, kTrackCount>& seen) {
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      const bool served =
          std::any_of(past.items.begin(), past.items.end(),
                      [track](const PastItem& item) { return item.track == track; });
      if (served) {
        missed_.at(track) = 0;
        seen.at(track) = true;
      } else {
        ++missed_.at(track);
      }
      if (is_recent(past, demand_)) {
        for (const PastItem& item : past.items) {
          spent_.at(track) += item.track == track ? item.minutes : 0;
        }
      }
    }
  }

  [[nodiscard]] bool is_let_go(std::int64_t key, const Standing& standing) const {
    return standing.stood >= kMostWeeks && needed_.count(key) == 0 &&
           !is_pinned(key, standing.track);
  }

  [[nodiscard]] bool is_pinned(std::int64_t key, std::size_t track) const {
    return std::any_of(demand_.pins.begin(), demand_.pins.end(),
                       [&](const Pin& pin) { return pin.key == key && pin.track == track; });
  }

  [[nodiscard]] bool is_open(const Candidate& candidate) const {
    const bool pinned = is_pinned(candidate.key, candidate.track);
    if (closed_.count(candidate.key) != 0 || (demand_.shares.at(candidate.track) <= 0 && !pinned)) {
      return false;
    }
    const auto stood = standing_.find(candidate.key);
    if (stood != standing_.end() &&
        (is_let_go(candidate.key, stood->second) || stood->second.track != candidate.track)) {
      return false;
    }
    return pinned || std::all_of(candidate.needs.begin(), candidate.needs.end(),
                                 [this](std::int64_t key) { return closed_.count(key) != 0; });
  }

  /// What was left undone first, the older before the newer; then by score.
  [[nodiscard]] bool comes_before(std::size_t a, std::size_t b) const {
    const auto left_a = standing_.find(candidates_[a].key);
    const auto left_b = standing_.find(candidates_[b].key);
    const bool was_a = left_a != standing_.end();
    const bool was_b = left_b != standing_.end();
    if (was_a != was_b) {
      return was_a;
    }
    if (was_a && left_a->second.order != left_b->second.order) {
      return left_a->second.order < left_b->second.order;
    }
    return candidates_[a].score > candidates_[b].score;
  }

  [[nodiscard]] bool may_stand(const Candidate& candidate) const {
    return taken_.count(candidate.key) == 0 &&
           (candidate.beside == 0 || taken_.count(candidate.beside) != 0);
  }

  /// Lessons and found papers take turns: the one kind that came less often so far comes first.
  [[nodiscard]] std::optional<std::size_t> first_that_fits(std::size_t track, int room) const {
    std::array<std::optional<std::size_t>, 2> found;  // found ones, lessons
    for (const std::size_t i : by_track_.at(track)) {
      const Candidate& candidate = candidates_[i];
      if (candidate.minutes > room || !may_stand(candidate)) {
        continue;
      }
      if (track != 0 || standing_.count(candidate.key) != 0) {
        return i;
      }
      std::optional<std::size_t>& place = found.at(candidate.prepared ? 1 : 0);
      place = place ? place : i;
    }
    const std::size_t turn = pools_[1] <= pools_[0] ? 1 : 0;
    return found.at(turn) ? found.at(turn) : found.at(1 - turn);
  }

  [[nodiscard]] bool has_more(std::size_t track) const {
    return first_that_fits(track, INT32_MAX).has_value();
  }

  void describe(Chosen& chosen) const {
    const auto stood = standing_.find(candidates_[chosen.candidate].key);
    if (stood != standing_.end()) {
      chosen.stood = stood->second.stood;
      chosen.since = stood->second.first;
    }
  }

  void take(Chosen chosen) {
    const Candidate& candidate = candidates_[chosen.candidate];
    left_ -= chosen.minutes;
    spent_.at(candidate.track) += chosen.minutes;
    this_week_.at(candidate.track) += chosen.minutes;
    taken_.insert(candidate.key);
    if (candidate.track == 0 && standing_.count(candidate.key) == 0) {
      ++pools_.at(candidate.prepared ? 1 : 0);
    }
    choice_.items.push_back(chosen);
  }

  bool take_best(std::size_t track, int room, bool part) {
    const std::optional<Chosen> chosen = best(track, std::min(room, left_), part);
    if (chosen && choice_.items.size() < kMostItems) {
      take(*chosen);
      return true;
    }
    return false;
  }

  void take_pins() {
    for (const Pin& pin : demand_.pins) {
      for (const std::size_t i : by_track_.at(pin.track)) {
        const Candidate& candidate = candidates_[i];
        if (candidate.key == pin.key && taken_.count(pin.key) == 0 &&
            left_ >= std::min(kLeastPart, candidate.minutes)) {
          Chosen chosen{i, std::min(candidate.minutes, left_), true, 0, std::nullopt};
          describe(chosen);
          take(chosen);
        }
      }
    }
  }

  /// Tracks not yet in this week that have something to offer; those that waited longest first,
  /// then those with the larger share.
  [[nodiscard]] std::vector<std::size_t> waiting(int least) const {
    std::vector<std::size_t> tracks;
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      if (this_week_[track] == 0 && missed_[track] >= least && has_more(track)) {
        tracks.push_back(track);
      }
    }
    std::stable_sort(tracks.begin(), tracks.end(), [this](std::size_t a, std::size_t b) {
      return missed_[a] != missed_[b] ? missed_[a] > missed_[b]
                                      : demand_.shares[a] > demand_.shares[b];
    });
    return tracks;
  }

  [[nodiscard]] std::size_t tracks_served() const {
    return static_cast<std::size_t>(std::count_if(this_week_.begin(), this_week_.end(),
                                                  [](int minutes) { return minutes > 0; }));
  }

  /// The last chance of a track within four weeks, by a part if need be.
  void take_overdue() {
    std::vector<std::size_t> tracks = waiting(kOverdue);
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      const auto others = static_cast<int>(tracks.size() - i - 1);
      take_best(tracks[i], left_ - kLeastPart * others, true) || take_best(tracks[i], left_, true);
    }
  }

  void take_due() {
    for (const std::size_t track : waiting(kDue)) {
      // Room for a second track is kept.
      const bool first = tracks_served() == 0 && waiting(0).size() > 1;
      take_best(track, first ? left_ - kLeastPart : left_, false);
    }
  }

  /// Two tracks a week, so that none waits longer than four weeks, however short the weeks are:
  /// those that are due by a part, before others.
  void take_two_tracks() {
    enum class Round { kDueByPart, kWhole, kByPart };
    for (const Round round : {Round::kDueByPart, Round::kWhole, Round::kByPart}) {
      for (const std::size_t track : waiting(round == Round::kDueByPart ? kDue : 0)) {
        if (tracks_served() >= kLeastTracks) {
          return;
        }
        const bool first = tracks_served() == 0 && waiting(0).size() > 1;
        take_best(track, first ? left_ - kLeastPart : left_, round != Round::kWhole);
      }
    }
  }

  /// What a track should have had, in minutes, by its share among those that can take part.
  [[nodiscard]] std::array<double, kTrackCount> targets() const {
    double sum = 0;
    double total = choice_.load.minutes;
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      sum += this_week_[track] > 0 || has_more(track) ? demand_.shares[track] : 0;
      total += spent_[track] - this_week_[track];
    }
    std::array<double, kTrackCount> targets{};
    for (std::size_t track = 0; track < kTrackCount && sum > 0; ++track) {
      const double share =
          std::min(demand_.shares[track] / sum, kMostShare * demand_.shares[track]);
      targets.at(track) = share * total - spent_[track];
      const double most = kMostShare * share * choice_.load.minutes - this_week_[track];
      targets.at(track) = std::min(targets[track], most);
    }
    return targets;
  }

  /// One more thing for the track that lacks most, as long as that brings it nearer to its share.
  void fill() {
    std::array<bool, kTrackCount> ended{};
    while (true) {
      const std::array<double, kTrackCount> lacking = targets();
      std::optional<std::size_t> next;
      for (std::size_t track = 0; track < kTrackCount; ++track) {
        if (!ended.at(track) && lacking.at(track) > 0 &&
            (!next || lacking.at(track) > lacking.at(*next))) {
          next = track;
        }
      }
      if (!next) {
        return;
      }
      // By at most half of it over the share.
      const int room = std::min(left_, static_cast<int>(2 * lacking.at(*next)));
      ended.at(*next) = !take_best(*next, room, false);
    }
  }

  const WeekDemand& demand_;
  std::span<const Candidate> candidates_;
  std::unordered_set<std::int64_t> closed_;  ///< Does not come (again).
  std::unordered_set<std::int64_t> needed_;  ///< By others that are still to come.
  std::unordered_map<std::int64_t, Standing> standing_;
  std::array<std::vector<std::size_t>, kTrackCount> by_track_;
  std::array<int, kTrackCount> missed_{};  ///< Weeks since a track was last served.
  std::array<int, kTrackCount> spent_{};   ///< Minutes of the last weeks and of this one.
  std::array<int, kTrackCount> this_week_{};
  std::array<int, 2> pools_{};  ///< Papers so far: found ones, lessons.
  std::optional<Week> last_week_;
  std::unordered_set<std::int64_t> taken_;
  int left_ = 0;
  WeekChoice choice_;
};

}  // namespace

Load choose_load(const WeekDemand& demand) {
  const auto steps = [](double minutes) {
    return static_cast<int>(minutes / kMinuteStep + 1e-9) * kMinuteStep;
  };
  Load load;
  double share = 0;
  for (auto past = demand.past.rbegin(); past != demand.past.rend(); ++past) {
    if (load.weeks == kWeeksBack) {
      break;
    }
    int done = 0;
    int planned = 0;
    for (const PastItem& item : past->items) {
      planned += item.minutes;
      done += item.state == PastItem::State::kDone ? item.minutes : 0;
    }
    if (!is_before(*past, demand) || !is_recent(*past, demand) || past->away ||
        past->minutes <= 0 || planned == 0 || !is_over(*past, demand.today)) {
      continue;
    }
    const double part = static_cast<double>(done) / planned;
    load.done += part;
    share += past->load > 0 ? part * past->load / past->minutes : part;
    ++load.weeks;
  }
  load.minutes = steps(demand.minutes);
  if (load.weeks < kWeeksOfLoad) {
    load.weeks = 0;
    load.done = 0;
    return load;
  }
  load.done /= static_cast<double>(load.weeks);
  share = std::clamp(kStretch * share / static_cast<double>(load.weeks), kLeastLoad, 1.0);
  const int least = std::min(load.minutes, kLeastWeek);
  load.minutes = std::clamp(steps(share * demand.minutes), least, load.minutes);
  return load;
}

WeekChoice choose_items(const WeekDemand& demand, std::span<const Candidate> candidates) {
  Chooser chooser(demand, candidates);
  std::vector<std::int64_t> let_go = chooser.let_go();
  WeekChoice choice = chooser.choose();
  choice.let_go = std::move(let_go);
  return choice;
}

std::optional<Chosen> choose_one(const WeekDemand& demand, std::span<const Candidate> candidates,
                                 std::size_t track, int minutes,
                                 const std::unordered_set<std::int64_t>& taken) {
  Chooser chooser(demand, candidates);
  chooser.leave_out(taken);
  return chooser.best(track, minutes, false);
}

std::vector<Day> spread_over_days(std::span<const int> minutes,
                                  std::span<const std::optional<Day>> fixed,
                                  std::span<const Day> days) {
  std::map<Day, int> load;
  for (const Day day : days) {
    load[day] = 0;
  }
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (fixed[i] && load.count(*fixed[i]) != 0) {
      load[*fixed[i]] += minutes[i];
    }
  }
  std::vector<Day> out;
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (fixed[i]) {
      out.push_back(*fixed[i]);
      continue;
    }
    const auto lightest = std::min_element(
        load.begin(), load.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    lightest->second += minutes[i];
    out.push_back(lightest->first);
  }
  return out;
}

}  // namespace assay::plan
