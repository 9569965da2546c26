#include "plan/programme.h"

#include "base/error.h"
#include "base/text.h"
#include "library/programmes.h"
#include "plan/community.h"
#include "source/ical_time.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace assay::plan {
namespace {

constexpr std::size_t kMostNamed = 3;

std::string folded_name(std::string_view name) {
  return nfkc_casefold(collapse_spaces(name));
}

std::string field(const nlohmann::json& extra, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = extra.find(name);
    if (found != extra.end() && found->is_string() && !found->get<std::string>().empty()) {
      return collapse_spaces(found->get<std::string>());
    }
  }
  return {};
}

/// Names of things, a few of them: "A, B and 3 more".
std::string named(const std::vector<std::string>& titles) {
  std::string text;
  for (std::size_t i = 0; i < std::min(titles.size(), kMostNamed); ++i) {
    text += (i == 0 ? "" : ", ") + ellipsize(titles[i], 40);
  }
  if (titles.size() > kMostNamed) {
    text += fmt::format(" and {} more", titles.size() - kMostNamed);
  }
  return text;
}

/// Reads the talks of a programme and keeps what is wrong with them.
class TalkReader {
 public:
  std::optional<Talk> read(const library::StoredWork& stored) {
    const Work& work = stored.work;
    Talk talk;
    talk.id = stored.id;
    talk.title = collapse_spaces(work.title);
    talk.speakers = work.authors;
    talk.track = work.track;
    talk.abstract = work.abstract.empty() ? work.text : work.abstract;
    if (!work.identifiers.empty()) {
      talk.url = web_address(work.identifiers.front());
    } else if (!work.links.empty()) {
      talk.url = work.links.front().url;
    }
    const nlohmann::json extra =
        nlohmann::json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
    if (!extra.is_object()) {
      untimed_.push_back(talk.title);
      return std::nullopt;
    }
    talk.room = field(extra, {"room", "location", "place"});
    talk.zone = field(extra, {"time_zone"});
    return read_times(extra, talk) ? std::optional(std::move(talk)) : std::nullopt;
  }

  [[nodiscard]] std::vector<std::string> remarks() const {
    std::vector<std::string> lines;
    const auto say = [&lines](const std::vector<std::string>& titles, const char* one,
                              const char* many) {
      if (!titles.empty()) {
        lines.push_back(fmt::format("{} {}: {}", titles.size(), titles.size() == 1 ? one : many,
                                    named(titles)));
      }
    };
    say(untimed_, "talk has no time and is left out", "talks have no time and are left out");
    say(backward_, "talk ends before it begins and is left out",
        "talks end before they begin and are left out");
    say(endless_, "talk has no end; 30 minutes are assumed",
        "talks have no end; 30 minutes are assumed");
    say(frames_, "entry lasts more than four hours and is left out",
        "entries last more than four hours and are left out");
    return lines;
  }

 private:
  bool read_times(const nlohmann::json& extra, Talk& talk) {
    const std::optional<std::int64_t> start = parse_instant(field(extra, {"start", "starts"}));
    const std::optional<std::int64_t> end = parse_instant(field(extra, {"end", "ends"}));
    if (!start || field(extra, {"whole_day"}) == "yes") {
      untimed_.push_back(talk.title);
      return false;
    }
    if (end && *end < *start) {
      backward_.push_back(talk.title);
      return false;
    }
    talk.start = *start;
    talk.end = end && *end > *start ? *end : *start + kUsualTalk;
    if (!end || *end == *start) {
      endless_.push_back(talk.title);
    }
    if (talk.end - talk.start > kLongestTalk) {
      frames_.push_back(talk.title);
      return false;
    }
    const source::TimeZone* zone = find_zone(talk.zone);
    talk.zone = zone == nullptr ? std::string() : talk.zone;
    talk.local_start = zone == nullptr ? talk.start : zone->wall_of(talk.start);
    talk.local_end = zone == nullptr ? talk.end : zone->wall_of(talk.end);
    talk.day = *parse_day(format_instant(talk.local_start));
    return true;
  }

  const source::TimeZone* find_zone(const std::string& name) {
    const auto [at, is_new] = zones_.try_emplace(name);
    if (is_new && !name.empty()) {
      at->second = source::zone_of_name(name);
    }
    return at->second ? &*at->second : nullptr;
  }

  std::map<std::string, std::optional<source::TimeZone>> zones_;
  std::vector<std::string> untimed_, backward_, endless_, frames_;
};

/// Talks that the programme puts into one room at one time.
void remark_double_rooms(const std::vector<Talk>& talks, std::vector<std::string>& remarks) {
  std::map<std::string, const Talk*> last;
  std::vector<std::string> pairs;
  for (const Talk& talk : talks) {
    if (talk.room.empty()) {
      continue;
    }
    const Talk*& before = last[talk.room];
    if (before != nullptr && before->end > talk.start) {
      pairs.push_back(fmt::format("\"{}\" and \"{}\" ({})", ellipsize(before->title, 30),
                                  ellipsize(talk.title, 30), ellipsize(talk.room, 20)));
    }
    if (before == nullptr || talk.end > before->end) {
      before = &talk;
    }
  }
  if (!pairs.empty()) {
    std::string text = pairs.front();
    text += pairs.size() > 1 ? fmt::format(" and {} more pairs", pairs.size() - 1) : "";
    remarks.push_back("in one room at one time: " + text);
  }
}

/// A name as people would write it, of those that stand for one.
using Names = std::map<std::string, std::string>;

[[noreturn]] void refuse(std::string_view name, const Names& names) {
  std::vector<std::string> all;
  for (const auto& [key, shown] : names) {
    all.push_back(shown);
  }
  throw Error(Errc::kNotFound, "there is no programme '" + ellipsize(repair_utf8(name), 60) + "'",
              "",
              all.empty() ? "bring one in: `assay import schedule.json`, or `assay source add`"
                          : "there are: " + named(all));
}

/// The works that `name` stands for, and the conference's own name.
std::pair<std::string, std::set<WorkId>> find_works(library::Library& library,
                                                    std::string_view name) {
  const std::vector<library::ProgrammeEntry> entries = library::programme_entries(library);
  const std::string wanted = folded_name(name);
  std::set<WorkId> works;
  std::string shown;
  Names names;
  Names partly;
  for (const library::ProgrammeEntry& entry : entries) {
    const std::string venue = folded_name(entry.venue);
    if (!venue.empty()) {
      names.try_emplace(venue, collapse_spaces(entry.venue));
      if (!wanted.empty() && venue.find(wanted) != std::string::npos) {
        partly.try_emplace(venue, collapse_spaces(entry.venue));
      }
    }
    if (!wanted.empty() && (venue == wanted || folded_name(entry.acronym) == wanted ||
                            folded_name(entry.source) == wanted)) {
      works.insert(entry.id);
      shown = shown.empty() || venue == wanted ? collapse_spaces(entry.venue) : shown;
    }
  }
  if (works.empty() && partly.size() > 1) {
    std::vector<std::string> all;
    for (const auto& [key, text] : partly) {
      all.push_back(text);
    }
    throw Error(Errc::kUsage, "several programmes fit '" + std::string(name) + "'", "",
                "name one: " + named(all));
  }
  if (works.empty() && partly.empty()) {
    refuse(name, names);
  }
  if (works.empty()) {
    shown = partly.begin()->second;
    for (const library::ProgrammeEntry& entry : entries) {
      if (folded_name(entry.venue) == partly.begin()->first) {
        works.insert(entry.id);
      }
    }
  }
  return {shown.empty() ? std::string(name) : shown, works};
}

}  // namespace

std::vector<ProgrammeSummary> list_programmes(library::Library& library) {
  struct Collected {
    std::string name;
    std::set<WorkId> works;
    std::int32_t first = 0, last = 0;
  };
  std::map<std::string, Collected> found;
  for (const library::ProgrammeEntry& entry : library::programme_entries(library)) {
    if (entry.venue.empty() || entry.day == 0) {
      continue;
    }
    Collected& one = found[folded_name(entry.venue)];
    const bool is_new = one.works.empty();
    one.name = is_new ? collapse_spaces(entry.venue) : one.name;
    one.first = is_new ? entry.day : std::min(one.first, entry.day);
    one.last = is_new ? entry.day : std::max(one.last, entry.day);
    one.works.insert(entry.id);
  }
  std::vector<const Collected*> order;
  order.reserve(found.size());
  for (const auto& [key, one] : found) {
    order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Collected* a, const Collected* b) { return a->last > b->last; });
  std::vector<ProgrammeSummary> summaries;
  summaries.reserve(order.size());
  for (const Collected* one : order) {
    summaries.push_back(
        {one->name, one->works.size(), format_day({one->first}), format_day({one->last})});
  }
  return summaries;
}

Programme load_programme(library::Library& library, std::string_view name) {
  auto [shown, works] = find_works(library, name);
  Programme programme;
  programme.name = std::move(shown);
  TalkReader reader;
  for (const WorkId id : works) {
    if (std::optional<Talk> talk = reader.read(library.load(id))) {
      programme.talks.push_back(*std::move(talk));
    }
  }
  programme.remarks = reader.remarks();
  if (programme.talks.empty()) {
    throw Error(Errc::kInvalid,
                "no talk of '" + programme.name + "' can be planned" +
                    (programme.remarks.empty() ? "" : ": " + programme.remarks.front()),
                "", "sync its source again, or import an export of the programme with times");
  }
  std::sort(programme.talks.begin(), programme.talks.end(), [](const Talk& a, const Talk& b) {
    return std::tuple(a.start, a.end, a.id) < std::tuple(b.start, b.end, b.id);
  });
  remark_double_rooms(programme.talks, programme.remarks);
  return programme;
}

std::string local_time(std::int64_t local) {
  return format_instant(local).substr(0, 16);
}

std::string to_json(const std::vector<ProgrammeSummary>& programmes) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ProgrammeSummary& one : programmes) {
    list.push_back(
        {{"name", one.name}, {"talks", one.talks}, {"first", one.first}, {"last", one.last}});
  }
  return nlohmann::ordered_json{{"programmes", list}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::plan
