#include "plan/week.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"
#include "library/weeks.h"
#include "plan/days_off.h"
#include "plan/radar.h"
#include "plan/tracks.h"
#include "plan/week_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace assay::plan {
namespace {

using library::ItemState;
using library::WeekItem;
using library::WeekMark;

/// What was swapped away may come again after so many days.
constexpr std::int64_t kPassedDays = 371;
constexpr std::int64_t kClockSlack = 600;
constexpr std::string_view kLeftOver = "left over from ";

PastItem past_item(const WeekItem& item, const Profile& profile) {
  PastItem past{item_key(item.work, item.command), track_index(item.track), item.minutes,
                PastItem::State::kPlanned, false};
  if (item.state != ItemState::kPlanned) {
    past.state =
        item.state == ItemState::kDone ? PastItem::State::kDone : PastItem::State::kSkipped;
  }
  const ShelfRow* row = item.work ? profile.ground->shelf.find(*item.work) : nullptr;
  past.prepared = row != nullptr && row->lab != 0;
  return past;
}

/// Chooses, swaps and describes for one week.
class Maker {
 public:
  Maker(const WeekMaker& with, Week week)
      : with_(with),
        week_(week),
        off_(library::days_off(with.library)),
        days_(days_of_week(week, with.profile.settings.days, off_)) {
    demand_.week = week;
    demand_.today = with.today;
    demand_.minutes = minutes_of_week();
    demand_.shares = with.profile.settings.tracks;
    const std::string name = format_week(week);
    for (const library::MadeWeek& made : library::made_weeks(with.library)) {
      if (made.week != name) {
        add_past(made);
      }
    }
    for (const auto& [work, reading] : with.profile.readings) {
      demand_.behind.insert(work);
    }
    demand_.behind.insert(with.profile.marked.begin(), with.profile.marked.end());
    read_marks();
    const Day from{std::max(monday_of(week).since_epoch, with.today.since_epoch)};
    material_ = gather({with.library, with.profile, from, with.today, with.news, wanted_});
  }

  WeekView choose() {
    WeekView view;
    view.week = format_week(week_);
    view.hours = demand_.minutes / 60.0;
    if (days_.free.empty()) {
      view.remarks.emplace_back("your days of this week are off: nothing is planned");
      return view;
    }
    const WeekChoice choice = choose_items(demand_, material_.candidates);
    view.minutes = choice.load.minutes;
    for (const Chosen& chosen : choice.items) {
      view.items.push_back(make_item(chosen));
      view.items.back().n = static_cast<int>(view.items.size());
      if (chosen.pinned) {
        view.pinned.insert(view.items.back().n);
      }
    }
    set_days(view.items, choice.items);
    tell(view, choice);
    return view;
  }

  std::optional<WeekItem> swap(const WeekItem& old, const library::StoredWeek& stored) {
    std::unordered_set<std::int64_t> taken;
    int left = stored.minutes > 0 ? stored.minutes : demand_.minutes;
    for (const WeekItem& item : stored.items) {
      taken.insert(item_key(item.work, item.command));
      left -= item.minutes;
    }
    const std::optional<Chosen> chosen =
        choose_one(demand_, material_.candidates, track_index(old.track),
                   old.minutes + std::max(left, 0), taken);
    if (!chosen) {
      return std::nullopt;
    }
    WeekItem item = make_item(*chosen);
    const std::optional<Day> day = material_.sources[chosen->candidate].day;
    item.n = old.n;
    item.day = day ? day->since_epoch : old.day;
    return item;
  }

 private:
  /// Hours less the share of days that are off; of hours beyond what is asked for nothing is lost.
  [[nodiscard]] int minutes_of_week() const {
    const double minutes = with_.profile.hours * 60;
    if (days_.usual.empty()) {
      return 0;
    }
    const double share =
        static_cast<double>(days_.free.size()) / static_cast<double>(days_.usual.size());
    const double steps = share < 1 ? std::floor(minutes * share / kMinuteStep) * kMinuteStep : 0;
    return static_cast<int>(share < 1 ? steps : minutes);
  }

  void add_past(const library::MadeWeek& made) {
    const std::optional<Week> week = parse_week(made.week);
    if (!week) {
      return;
    }
    PastWeek past;
    past.week = *week;
    past.minutes = static_cast<int>(std::lround(made.stored.hours * 60));
    past.load = made.stored.minutes;
    const WeekDays days = days_of_week(*week, with_.profile.settings.days, off_);
    past.away = days.free.size() * 2 <= days.usual.size();
    const bool open = monday_of(*week).since_epoch + 7 <= with_.today.since_epoch;
    for (const WeekItem& item : made.stored.items) {
      past.items.push_back(past_item(item, with_.profile));
      if (open && item.work && item.state == ItemState::kPlanned) {
        wanted_.emplace_back(*item.work, track_index(item.track));
      }
    }
    demand_.past.push_back(std::move(past));
  }

  void read_marks() {
    for (const library::MarkedItem& marked : library::week_marks(with_.library)) {
      const std::optional<WorkId> work = work_of(with_.library, marked.item);
      const std::int64_t key = item_key(work, marked.item);
      if (marked.mark == WeekMark::kPin) {
        demand_.pins.push_back({key, track_index(marked.track)});
        if (work) {
          wanted_.emplace_back(*work, track_index(marked.track));
          const auto reading = with_.profile.readings.find(work->v);
          if (reading != with_.profile.readings.end() && reading->second.at < marked.at) {
            demand_.behind.erase(work->v);  // wanted although it was seen before
          }
        }
      } else if (marked.at / kDaySeconds + kPassedDays > with_.today.since_epoch) {
        demand_.behind.insert(key);
      }
    }
  }

  /// The package to try for a thing of the track "frameworks": by the watched framework, the title,
  /// or the name in a registry or of a repository. Empty where no first task ships, and for a
  /// release of what the reader uses, whose notes say more.
  [[nodiscard]] std::string trial_of(const ItemSource& source) const {
    const std::optional<library::StoredWork> stored =
        source.work ? with_.library.find(*source.work) : std::nullopt;
    if (!stored) {
      return {};
    }
    std::vector<std::string> names = {collapse_spaces(stored->work.title)};
    for (const Identifier& identifier : stored->work.identifiers) {
      constexpr std::string_view kNpm = "npmjs.com/package/";
      const std::size_t npm = identifier.value.find(kNpm);
      names.push_back(identifier.value.substr(
          npm != std::string::npos ? npm + kNpm.size() : identifier.value.rfind('/') + 1));
    }
    for (const FrameworkNews& news : with_.news) {
      if (news.work == stored->id) {
        const std::vector<std::string>& used = with_.profile.settings.frameworks;
        if (std::find(used.begin(), used.end(), ascii_lower(news.framework)) != used.end()) {
          return {};
        }
        names = {news.framework};
      }
    }
    for (const std::string& name : names) {
      if (const auto trial = with_.trials.find(ascii_lower(name)); trial != with_.trials.end()) {
        return trial->second;
      }
    }
    return {};
  }

  [[nodiscard]] WeekItem make_item(const Chosen& chosen) const {
    const ItemSource& source = material_.sources[chosen.candidate];
    const Candidate& candidate = material_.candidates[chosen.candidate];
    WeekItem item;
    item.track = std::string(kTracks.at(candidate.track));
    item.work = source.work;
    item.title = source.title;
    item.minutes = chosen.minutes;
    item.command = source.command;
    if (const auto lab = source.work ? with_.labs.find(source.work->v) : with_.labs.end();
        item.track == "algorithms" && lab != with_.labs.end()) {
      item.command = "assay lab start " + lab->second;
    }
    if (const std::string package = item.track == "frameworks" ? trial_of(source) : std::string();
        !package.empty()) {
      item.command = "assay try " + package;
    }
    if (chosen.pinned) {
      item.why.emplace_back("pinned by you");
    }
    if (chosen.since) {
      item.why.push_back(std::string(kLeftOver) + format_week(*chosen.since));
    }
    item.why.insert(item.why.end(), source.why.begin(), source.why.end());
    if (source.work && source.reasons) {
      const RadarItem radar = describe(with_.library, with_.judge, with_.profile, *source.work,
                                       source.score, with_.today);
      item.why.insert(item.why.end(), radar.why.begin(), radar.why.end());
      if (!candidate.prepared && radar.evidence) {
        item.why.push_back("“" + collapse_spaces(radar.evidence_text) + "”");
      }
    }
    if (chosen.minutes < candidate.minutes) {
      item.why.push_back(fmt::format("all of it takes {}: begin it in {}",
                                     duration_words(candidate.minutes),
                                     duration_words(chosen.minutes)));
    } else if (!source.effort.empty()) {
      item.why.push_back(source.effort);
    }
    if (item.why.empty()) {
      item.why.emplace_back("the best of this track that you have not seen");
    }
    return item;
  }

  void set_days(std::vector<WeekItem>& items, const std::vector<Chosen>& chosen) const {
    std::vector<Day> days;
    for (const Day day : days_.free) {
      if (day >= with_.today) {
        days.push_back(day);
      }
    }
    if (days.empty()) {
      // A week made after the reader's last day of it: whatever is left of it.
      for (const Day day : days_of_week(week_, {}, off_).free) {
        if (day >= with_.today) {
          days.push_back(day);
        }
      }
    }
    const std::vector<Day>& use = days.empty() ? days_.free : days;
    std::vector<int> minutes;
    std::vector<std::optional<Day>> fixed;
    for (const Chosen& one : chosen) {
      minutes.push_back(one.minutes);
      fixed.push_back(material_.sources[one.candidate].day);
    }
    const std::vector<Day> spread = spread_over_days(minutes, fixed, use);
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i].day = spread[i].since_epoch;
    }
  }

  /// What the reader should know of the week as a whole.
  void tell(WeekView& view, const WeekChoice& choice) const {
    if (days_.free.size() < days_.usual.size()) {
      view.remarks.push_back(fmt::format(
          "{} of your {} days are off: {} instead of {}", days_.usual.size() - days_.free.size(),
          days_.usual.size(), duration_words(demand_.minutes),
          duration_words(static_cast<int>(with_.profile.hours * 60))));
    }
    if (choice.load.weeks > 0 && choice.load.minutes + kMinuteStep <= demand_.minutes) {
      view.remarks.push_back(fmt::format(
          "you did {:.0f} % of what your last {} weeks planned: {} this time, more again as you do "
          "more",
          choice.load.done * 100, choice.load.weeks, duration_words(choice.load.minutes)));
    }
    for (const std::int64_t key : choice.let_go) {
      for (std::size_t i = 0; i < material_.candidates.size(); ++i) {
        if (material_.candidates[i].key == key) {
          view.remarks.push_back(
              fmt::format("let go after {} weeks: “{}”; `assay pin {}` brings it "
                          "back",
                          kMostWeeks, ellipsize(material_.sources[i].title, 60),
                          key >= 0 ? format_work_id({key}) : "ID"));
          break;
        }
      }
    }
  }

  const WeekMaker& with_;
  Week week_;
  std::vector<library::DaysOff> off_;
  WeekDays days_;
  WeekDemand demand_;
  std::vector<std::pair<WorkId, std::size_t>> wanted_;
  Material material_;
};

}  // namespace

std::string item_name(const std::optional<WorkId>& work, const std::string& command) {
  return work ? format_work_id(*work) : command;
}

std::optional<WorkId> work_of(library::Library& library, const std::string& item) {
  return item.rfind("assay ", 0) == 0 ? std::nullopt : library.resolve(item);
}

library::StoredWeek require_week(library::Library& library, const std::string& name) {
  std::optional<library::StoredWeek> stored = library::find_week(library, name);
  if (!stored) {
    const bool over = name < format_week(week_of(system_clock().today()));
    throw Error(Errc::kNotFound, "week " + name + (over ? " was never made" : " has not been made"),
                library.folder().string(),
                over ? "it is over; `assay week` shows this one"
                     : "make it with `assay week " + name + " --keep`");
  }
  return std::move(*stored);
}

WeekItem require_item(library::Library& library, const library::StoredWeek& stored,
                      const std::string& name, int n) {
  const auto found = std::find_if(stored.items.begin(), stored.items.end(),
                                  [n](const WeekItem& item) { return item.n == n; });
  if (found == stored.items.end()) {
    throw Error(Errc::kNotFound, fmt::format("week {} has no item {}", name, n),
                library.folder().string(), "see `assay week " + name + "`");
  }
  return *found;
}

void require_planned(const WeekItem& item, const std::string& name) {
  if (item.state != ItemState::kPlanned) {
    throw Error(Errc::kInvalid,
                fmt::format("item {} is {} already", item.n, library::item_state_name(item.state)),
                name, "choose one that is still planned");
  }
}

std::set<std::string> pinned_items(library::Library& library) {
  std::set<std::string> items;
  for (const library::MarkedItem& marked : library::week_marks(library)) {
    if (marked.mark == WeekMark::kPin) {
      items.insert(item_name(work_of(library, marked.item), marked.item));
    }
  }
  return items;
}

std::optional<Week> carried_from(const WeekItem& item) {
  for (const std::string& reason : item.why) {
    if (reason.starts_with(kLeftOver)) {
      return parse_week(std::string_view(reason).substr(kLeftOver.size()));
    }
  }
  return std::nullopt;
}

std::optional<WeekView> find_week(library::Library& library, Week week) {
  std::optional<library::StoredWeek> stored = library::find_week(library, format_week(week));
  if (!stored) {
    return std::nullopt;
  }
  WeekView view;
  view.week = format_week(week);
  view.hours = stored->hours;
  view.minutes = stored->minutes;
  view.remarks = std::move(stored->remarks);
  view.items = std::move(stored->items);
  for (const library::LedgerLine& line : library::ledger(library)) {
    if (line.event != "week made" && line.detail.starts_with(view.week + " ")) {
      view.changes.push_back(line.at);
    }
  }
  std::sort(view.changes.begin(), view.changes.end());
  const std::set<std::string> pins = pinned_items(library);
  for (const WeekItem& item : view.items) {
    if (pins.count(item_name(item.work, item.command)) != 0) {
      view.pinned.insert(item.n);
    }
  }
  return view;
}

WeekView choose_week(const WeekMaker& maker, Week week) {
  return Maker(maker, week).choose();
}

void store_week(library::Library& library, const WeekView& view, std::int64_t now) {
  library.begin();
  library::save_week(library, view.week, {view.hours, view.items, view.minutes, view.remarks}, now);
  library::record_event(library, "week made", std::nullopt, view.week, now);
  library.commit();
}

WeekItem find_swap(const WeekMaker& maker, Week week, int n) {
  const std::string name = format_week(week);
  const library::StoredWeek stored = require_week(maker.library, name);
  const WeekItem old = require_item(maker.library, stored, name, n);
  require_planned(old, name);
  if (pinned_items(maker.library).count(item_name(old.work, old.command)) != 0) {
    throw Error(Errc::kInvalid, fmt::format("item {} is pinned", n), name,
                fmt::format("first `assay unpin {}`", n));
  }
  std::optional<WeekItem> item = Maker(maker, week).swap(old, stored);
  if (!item) {
    throw Error(Errc::kNotFound,
                fmt::format("nothing else on the track {} fits in {}", old.track,
                            duration_words(old.minutes)),
                name, "bring records in, or pass over it with `assay skip`");
  }
  return *item;
}

std::optional<std::string> clock_trouble(library::Library& library, std::int64_t now) {
  const std::int64_t last = library::last_event_at(library);
  if (last <= now + kClockSlack) {
    return std::nullopt;
  }
  return "the clock shows " + format_instant(now) + ", but your last entry is of " +
         format_instant(last);
}

}  // namespace assay::plan
