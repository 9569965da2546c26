#include "work/merge.h"

#include "base/text.h"
#include "work/json.h"
#include "work/title.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace assay {
namespace {

/// Which kind a work has whose records disagree: earlier in this list wins.
int kind_rank(Kind kind) noexcept {
  static constexpr std::array<Kind, kKindCount> kOrder = {
      Kind::kPaper, Kind::kTalk,    Kind::kPost,       Kind::kDiscussion,
      Kind::kEvent, Kind::kPackage, Kind::kRepository, Kind::kContribution};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), kind) - kOrder.begin());
}

bool has_markup(std::string_view title) noexcept {
  return title.find_first_of("\\${}") != std::string_view::npos;
}

bool is_preprint_venue(std::string_view venue) {
  return venue.empty() || istarts_with(venue, "arxiv") || iequals(venue, "corr") ||
         iequals(venue, "openreview");
}

class Merger {
 public:
  explicit Merger(std::span<const Record> records) {
    order_.reserve(records.size());
    for (const Record& record : records) {
      order_.push_back(&record);
    }
    // One order for any input order: by source, then by content.
    std::sort(order_.begin(), order_.end(), [](const Record* a, const Record* b) {
      return a->source != b->source ? a->source < b->source
                                    : to_works_json(a->work) < to_works_json(b->work);
    });
  }

  Merged run() {
    const Record& kind =
        pick([](const Work& a, const Work& b) { return kind_rank(a.kind) < kind_rank(b.kind); });
    merged_.work.kind = kind.work.kind;
    tell("kind", kind);
    const Record& id = pick_present([](const Work& w) { return !w.id.empty(); });
    merged_.work.id = id.work.id;
    choose_title();
    longest("abstract", &Work::abstract);
    longest("text", &Work::text);
    richest("authors", &Work::authors);
    unite("organisations", &Work::organisations);
    choose_venue();
    choose_date();
    unite_identifiers();
    longest("code", &Work::code);
    longest("comments", &Work::comments);
    unite("keywords", &Work::keywords);
    choose_stars();
    unite_extra();
    return std::move(merged_);
  }

 private:
  /// First record, in the fixed order, that no other is better than.
  template <typename Better>
  [[nodiscard]] const Record& pick(Better better) const {
    const Record* best = order_.front();
    for (const Record* record : order_) {
      if (better(record->work, best->work)) {
        best = record;
      }
    }
    return *best;
  }

  template <typename Present>
  [[nodiscard]] const Record& pick_present(Present present) const {
    return pick([&](const Work& a, const Work& b) { return present(a) && !present(b); });
  }

  void tell(std::string_view field, const Record& record) {
    merged_.origins.push_back({field, record.source});
  }

  void choose_title() {
    const Record& best = pick([](const Work& a, const Work& b) {
      if (has_markup(a.title) != has_markup(b.title)) {
        return has_markup(b.title);
      }
      if (a.authors.size() != b.authors.size()) {
        return a.authors.size() > b.authors.size();
      }
      return a.title.size() > b.title.size();
    });
    merged_.work.title = best.work.title;
    tell("title", best);
  }

  void longest(std::string_view field, std::string Work::*member) {
    const Record& best = pick(
        [member](const Work& a, const Work& b) { return (a.*member).size() > (b.*member).size(); });
    merged_.work.*member = best.work.*member;
    if (!(best.work.*member).empty()) {
      tell(field, best);
    }
  }

  void richest(std::string_view field, std::vector<std::string> Work::*member) {
    const auto letters = [](const std::vector<std::string>& names) {
      std::size_t sum = 0;
      for (const std::string& name : names) {
        sum += name.size();
      }
      return sum;
    };
    const Record& best = pick([&](const Work& a, const Work& b) {
      const auto& x = a.*member;
      const auto& y = b.*member;
      return x.size() != y.size() ? x.size() > y.size() : letters(x) > letters(y);
    });
    merged_.work.*member = best.work.*member;
    if (!(best.work.*member).empty()) {
      tell(field, best);
    }
  }

  /// The united list is told as coming from the record that gave most of it.
  void unite(std::string_view field, std::vector<std::string> Work::*member) {
    const Record& best = pick(
        [member](const Work& a, const Work& b) { return (a.*member).size() > (b.*member).size(); });
    std::vector<std::string>& out = merged_.work.*member;
    out = best.work.*member;
    for (const Record* record : order_) {
      for (const std::string& item : record->work.*member) {
        const bool known = std::any_of(
            out.begin(), out.end(), [&](const std::string& have) { return iequals(have, item); });
        if (!known) {
          out.push_back(item);
        }
      }
    }
    if (!out.empty()) {
      tell(field, best);
    }
  }

  /// Venue, track and year belong together: the year is that of the venue's edition.
  void choose_venue() {
    const Record& best = pick([](const Work& a, const Work& b) {
      if (is_preprint_venue(a.venue) != is_preprint_venue(b.venue)) {
        return is_preprint_venue(b.venue);
      }
      return a.venue.empty() != b.venue.empty() ? b.venue.empty() : false;
    });
    merged_.work.venue = best.work.venue;
    merged_.work.year = best.work.year;
    if (!best.work.venue.empty()) {
      tell("venue", best);
    }
    const Record& track = best.work.track.empty()
                              ? pick_present([](const Work& w) { return !w.track.empty(); })
                              : best;
    merged_.work.track = track.work.track;
    if (!track.work.track.empty()) {
      tell("track", track);
    }
    if (merged_.work.year == 0) {
      const Record& year = pick([](const Work& a, const Work& b) {
        return a.year != 0 && (b.year == 0 || a.year < b.year);
      });
      merged_.work.year = year.work.year;
      if (year.work.year != 0) {
        tell("year", year);
      }
    } else {
      tell("year", best);
    }
  }

  void choose_date() {
    const Record& best = pick([](const Work& a, const Work& b) {
      if (a.date.empty() || b.date.empty()) {
        return b.date.empty() && !a.date.empty();
      }
      // A full date says more than a year that begins it.
      if (a.date.compare(0, b.date.size(), b.date) == 0 && a.date.size() > b.date.size()) {
        return true;
      }
      if (b.date.compare(0, a.date.size(), a.date) == 0) {
        return false;
      }
      return a.date < b.date;
    });
    merged_.work.date = best.work.date;
    if (!best.work.date.empty()) {
      tell("date", best);
    }
  }

  void unite_identifiers() {
    const Record* first = nullptr;
    for (const Record* record : order_) {
      for (const Identifier& identifier : record->work.identifiers) {
        add_identifier(merged_.work, identifier);
        first = first == nullptr ? record : first;
      }
    }
    std::sort(merged_.work.identifiers.begin(), merged_.work.identifiers.end());
    if (first != nullptr) {
      tell("identifiers", *first);
    }
    const Record* first_link = nullptr;
    std::vector<Link>& links = merged_.work.links;
    for (const Record* record : order_) {
      for (const Link& link : record->work.links) {
        if (std::find(links.begin(), links.end(), link) == links.end()) {
          links.push_back(link);
          first_link = first_link == nullptr ? record : first_link;
        }
      }
    }
    if (first_link != nullptr) {
      tell("links", *first_link);
    }
  }

  void choose_stars() {
    const Record& best = pick([](const Work& a, const Work& b) { return a.stars > b.stars; });
    merged_.work.stars = best.work.stars;
    if (best.work.stars >= 0) {
      tell("stars", best);
    }
  }

  /// Fields without a place of their own: the first source that has one keeps it.
  void unite_extra() {
    nlohmann::json out = nlohmann::json::object();
    const Record* most = nullptr;
    std::size_t most_taken = 0;
    for (const Record* record : order_) {
      if (record->work.extra.empty()) {
        continue;
      }
      const nlohmann::json extra = nlohmann::json::parse(record->work.extra, nullptr, false);
      if (!extra.is_object()) {
        continue;
      }
      std::size_t taken = 0;
      for (const auto& [name, value] : extra.items()) {
        if (!out.contains(name)) {
          out[name] = value;
          ++taken;
        }
      }
      if (taken > most_taken) {
        most = record;
        most_taken = taken;
      }
    }
    if (most != nullptr) {
      tell("extra", *most);  // the one that gave most of it, as for united lists
      merged_.work.extra = out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
  }

  std::vector<const Record*> order_;
  Merged merged_;
};

}  // namespace

Merged merge_records(std::span<const Record> records) {
  if (records.empty()) {
    return {};
  }
  if (records.size() == 1) {
    // The usual case: nothing to weigh.
    Merged merged;
    merged.work = records.front().work;
    const Work& work = merged.work;
    const auto tell = [&](std::string_view field, bool present) {
      if (present) {
        merged.origins.push_back({field, records.front().source});
      }
    };
    tell("kind", true);
    tell("title", true);
    tell("abstract", !work.abstract.empty());
    tell("text", !work.text.empty());
    tell("authors", !work.authors.empty());
    tell("organisations", !work.organisations.empty());
    tell("venue", !work.venue.empty());
    tell("track", !work.track.empty());
    tell("year", work.year != 0);
    tell("date", !work.date.empty());
    tell("identifiers", !work.identifiers.empty());
    tell("links", !work.links.empty());
    tell("code", !work.code.empty());
    tell("comments", !work.comments.empty());
    tell("keywords", !work.keywords.empty());
    tell("stars", work.stars >= 0);
    tell("extra", !work.extra.empty());
    return merged;
  }
  return Merger(records).run();
}

}  // namespace assay
