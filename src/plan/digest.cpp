#include "plan/digest.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/words.h"
#include "library/cards.h"
#include "library/signals.h"
#include "library/weeks.h"
#include "plan/fsrs.h"
#include "plan/progress_svg.h"
#include "plan/radar.h"
#include "plan/reading.h"
#include "plan/score.h"
#include "plan/tracks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace assay::plan {
namespace {

constexpr std::size_t kMostReasons = 3;

class DigestMaker {
 public:
  DigestMaker(library::Library& library, const identify::Judge& judge, const Profile& profile,
              Week week)
      : library_(library),
        judge_(judge),
        profile_(profile),
        name_(format_week(week)),
        begin_(midnight_of(monday_of(week))),
        end_(begin_ + kDaysAWeek * kDaySeconds),
        planned_(library::find_week(library, name_)) {
    digest_.week = week;
    digest_.reader = profile.reader;
    digest_.updated = begin_;
    for (library::LedgerLine& line : library::ledger(library)) {
      const bool within = line.at >= begin_ && line.at < end_;
      // An item may be ticked after its week.
      if (within || line.detail.starts_with(name_)) {
        digest_.updated = std::max(digest_.updated, line.at);
      }
      if (within) {
        events_.push_back(std::move(line));
      }
    }
  }

  Digest make() {
    // What is new in saved searches is told beside it while the week runs.
    for (const auto& [work, search] : profile_.news.works) {
      if (const std::int64_t came = library::came(library_, {work});
          came >= begin_ && came < end_) {
        digest_.updated = std::max(digest_.updated, came);
      }
    }
    digest_.sections.push_back(appeared());
    digest_.sections.push_back(chosen());
    digest_.sections.push_back(done());
    return std::move(digest_);
  }

 private:
  DigestSection appeared() {
    DigestSection section{
        "appeared", "What appeared", "", {}, "Nothing in the library is dated in this week."};
    const Day first = monday_of(digest_.week);
    const Day last{first.since_epoch + kDaysAWeek - 1};
    const Scorer scorer(profile_, last);
    const std::span<const ShelfRow> rows = profile_.ground->shelf.rows;
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Kind kind = static_cast<Kind>(rows[i].kind);
      if (rows[i].day >= first.since_epoch && rows[i].day <= last.since_epoch && rows[i].day != 0 &&
          kind != Kind::kPackage && kind != Kind::kEvent) {
        ranked.emplace_back(scorer.score(i), i);
      }
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    const std::size_t shown = std::min(kDigestWorks, ranked.size());
    if (ranked.size() > shown) {
      section.lead = fmt::format("The best {} of {} for you.", shown, with_commas(ranked.size()));
    }
    for (std::size_t i = 0; i < shown; ++i) {
      const WorkId id{rows[ranked[i].second].work};
      // It is read on any later day: the date is told, not an age.
      const RadarItem radar =
          describe(library_, judge_, profile_, id, ranked[i].first, std::nullopt);
      DigestItem item = item_of(id);
      digest_.updated = std::max(digest_.updated, library::came(library_, id));
      item.facts = {std::string(kind_name(radar.kind)), radar.venue, radar.date};
      if (library::has_read(profile_.readings, id)) {
        item.facts.emplace_back("read");
      }
      item.why.assign(radar.why.begin(), radar.why.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                 kMostReasons, radar.why.size())));
      section.items.push_back(std::move(item));
    }
    return section;
  }

  DigestSection chosen() {
    DigestSection section{"chosen", "What was chosen", "", {}, "No plan was made for this week."};
    if (!planned_) {
      return section;
    }
    int minutes = 0;
    for (const library::WeekItem& planned : planned_->items) {
      minutes += planned.minutes;
      DigestItem item = item_of(planned);
      item.facts.emplace_back(planned.state == library::ItemState::kPlanned
                                  ? "open"
                                  : library::item_state_name(planned.state));
      item.why.assign(planned.why.begin(),
                      planned.why.begin() +
                          static_cast<std::ptrdiff_t>(std::min(kMostReasons, planned.why.size())));
      section.items.push_back(std::move(item));
    }
    section.lead = fmt::format("{} of {} planned.", duration_words(minutes),
                               duration_words(static_cast<int>(std::lround(planned_->hours * 60))));
    return section;
  }

  DigestSection done() {
    DigestSection section{"done", "What was done", "", {}, "Nothing yet."};
    std::map<std::int64_t, int> timed;
    std::vector<std::int64_t> order;
    std::map<std::int64_t, int> notes;
    for (const library::LedgerLine& line : events_) {
      if (!line.work || (line.event != "read" && line.event != "note")) {
        continue;
      }
      if (std::find(order.begin(), order.end(), line.work->v) == order.end()) {
        order.push_back(line.work->v);
      }
      if (line.event == "note") {
        ++notes[line.work->v];
        continue;
      }
      int spent = 0;
      std::from_chars(line.detail.data(), line.detail.data() + line.detail.size(), spent);
      timed[line.work->v] += std::max(0, spent);
    }
    int minutes = 0;
    const auto add = [&](DigestItem item, std::optional<WorkId> work, int estimated) {
      const int spent = work && timed.count(work->v) != 0 ? timed.at(work->v) : estimated;
      minutes += spent;
      if (spent > 0) {
        item.facts.push_back(duration_words(spent));
      }
      if (work && notes.count(work->v) != 0) {
        item.facts.push_back(counted(static_cast<std::uint64_t>(notes.at(work->v)), "note"));
      }
      section.items.push_back(std::move(item));
    };
    std::set<std::int64_t> told;
    for (const library::WeekItem& planned :
         planned_ ? planned_->items : std::vector<library::WeekItem>()) {
      if (planned.state == library::ItemState::kDone) {
        DigestItem item = item_of(planned);
        item.facts = {planned.track};
        add(std::move(item), planned.work, planned.minutes);
        if (planned.work) {
          told.insert(planned.work->v);
        }
      }
    }
    for (const std::int64_t work : order) {
      if (told.count(work) == 0 && library_.find({work})) {
        add(item_of(WorkId{work}), WorkId{work}, 0);
      }
    }
    section.lead = lead_of_done(minutes);
    return section;
  }

  [[nodiscard]] std::string lead_of_done(int minutes) {
    // A card counts once, as in `progress`; what its last answer of the week says.
    std::map<std::int64_t, bool> cards;
    for (const library::Review& review : library::reviews(library_)) {
      if (review.at >= begin_ && review.at < end_) {
        digest_.updated = std::max(digest_.updated, review.at);
        cards[review.card] = review.grade > static_cast<int>(Grade::kAgain);
      }
    }
    const auto known =
        std::count_if(cards.begin(), cards.end(), [](const auto& card) { return card.second; });
    std::string lead = minutes > 0 ? duration_words(minutes) + " in all" : std::string();
    if (!cards.empty()) {
      lead += (lead.empty() ? "" : "; ") + counted(cards.size(), "card") +
              fmt::format(" answered, {} known", known);
    }
    return lead.empty() ? lead : lead + ".";
  }

  DigestItem item_of(WorkId id) {
    DigestItem item;
    item.id = format_work_id(id);
    if (const std::optional<library::StoredWork> stored = library_.find(id)) {
      item.title = collapse_spaces(stored->work.title);
      item.link = reading_address(stored->work, false);
    }
    return item;
  }

  DigestItem item_of(const library::WeekItem& planned) {
    DigestItem item = planned.work ? item_of(*planned.work) : DigestItem();
    item.title = planned.title;
    item.facts = {planned.track, duration_words(planned.minutes)};
    return item;
  }

  library::Library& library_;
  const identify::Judge& judge_;
  const Profile& profile_;
  std::string name_;
  std::int64_t begin_ = 0;
  std::int64_t end_ = 0;
  std::optional<library::StoredWeek> planned_;
  std::vector<library::LedgerLine> events_;  ///< Within the week.
  Digest digest_;
};

}  // namespace

bool Digest::has_content() const noexcept {
  return std::any_of(sections.begin(), sections.end(), [](const DigestSection& section) {
    return !section.items.empty() || !section.lead.empty();
  });
}

Digest make_digest(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   Week week) {
  return DigestMaker(library, judge, profile, week).make();
}

void add_saved_news(Digest& digest, const std::vector<SavedSection>& saved) {
  auto place = std::find_if(digest.sections.begin(), digest.sections.end(),
                            [](const DigestSection& section) { return section.name == "chosen"; });
  for (const SavedSection& one : saved) {
    if (one.hits.empty()) {
      continue;
    }
    DigestSection section{"saved:" + one.name, "New in “" + one.name + "”", "", {}, ""};
    section.lead = one.hits.size() < one.fresh
                       ? fmt::format("The first {} of {} new for: {}", one.hits.size(),
                                     with_commas(one.fresh), one.query)
                       : fmt::format("{} new for: {}", one.fresh, one.query);
    for (const SavedHit& hit : one.hits) {
      section.items.push_back({collapse_spaces(hit.title),
                               hit.link,
                               format_work_id(hit.id),
                               {std::string(kind_name(hit.kind)), hit.venue, hit.date},
                               {}});
    }
    place = std::next(digest.sections.insert(place, std::move(section)));
  }
}

std::vector<Digest> make_digests(library::Library& library, const identify::Judge& judge,
                                 const Profile& profile, Week last) {
  std::vector<Digest> digests;
  for (int back = 0; back < kDigestFeedWeeks; ++back) {
    const Week week = week_of(Day{monday_of(last).since_epoch - kDaysAWeek * back});
    Digest digest = make_digest(library, judge, profile, week);
    if (back == 0 || digest.has_content()) {
      digests.push_back(std::move(digest));
    }
  }
  return digests;
}

std::string to_json(const Digest& digest) {
  using Json = nlohmann::ordered_json;
  Json out;
  const Day monday = monday_of(digest.week);
  out["week"] = format_week(digest.week);
  out["from"] = format_day(monday);
  out["to"] = format_day(last_day(digest.week));
  out["reader"] = digest.reader;
  out["updated"] = format_instant(digest.updated);
  out["sections"] = Json::array();
  for (const DigestSection& section : digest.sections) {
    Json one;
    one["name"] = section.name;
    one["title"] = section.title;
    one["lead"] = section.lead;
    one["items"] = Json::array();
    for (const DigestItem& item : section.items) {
      Json row;
      row["id"] = item.id.empty() ? Json(nullptr) : Json(item.id);
      row["title"] = item.title;
      row["link"] = item.link;
      row["facts"] = Json::array();
      for (const std::string& fact : item.facts) {
        if (!fact.empty()) {
          row["facts"].push_back(fact);
        }
      }
      row["why"] = item.why;
      one["items"].push_back(std::move(row));
    }
    out["sections"].push_back(std::move(one));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
