#include "base/text.h"
#include "plan/audit_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace assay::plan {
namespace {

constexpr std::size_t kSample = 2000;
constexpr std::size_t kBucketsShown = 8;

/// How the end of an affiliation names a country, and the country.
constexpr std::array<std::pair<std::string_view, std::string_view>, 44> kCountries = {{
    {"usa", "United States"},
    {"us", "United States"},
    {"united states", "United States"},
    {"united states of america", "United States"},
    {"china", "China"},
    {"p.r. china", "China"},
    {"uk", "United Kingdom"},
    {"united kingdom", "United Kingdom"},
    {"germany", "Germany"},
    {"france", "France"},
    {"canada", "Canada"},
    {"japan", "Japan"},
    {"india", "India"},
    {"south korea", "South Korea"},
    {"korea", "South Korea"},
    {"republic of korea", "South Korea"},
    {"singapore", "Singapore"},
    {"switzerland", "Switzerland"},
    {"israel", "Israel"},
    {"italy", "Italy"},
    {"spain", "Spain"},
    {"the netherlands", "Netherlands"},
    {"netherlands", "Netherlands"},
    {"belgium", "Belgium"},
    {"austria", "Austria"},
    {"sweden", "Sweden"},
    {"denmark", "Denmark"},
    {"finland", "Finland"},
    {"norway", "Norway"},
    {"poland", "Poland"},
    {"czech republic", "Czechia"},
    {"greece", "Greece"},
    {"portugal", "Portugal"},
    {"ireland", "Ireland"},
    {"russia", "Russia"},
    {"turkey", "Turkey"},
    {"iran", "Iran"},
    {"brazil", "Brazil"},
    {"australia", "Australia"},
    {"new zealand", "New Zealand"},
    {"taiwan", "Taiwan"},
    {"hong kong", "Hong Kong"},
    {"vietnam", "Vietnam"},
    {"saudi arabia", "Saudi Arabia"},
}};

using Names = std::vector<std::string>;

Names organisations(const library::StoredWork& stored, Day /*today*/) {
  Names names;
  for (const std::string& name : stored.work.organisations) {
    const std::string shown = collapse_spaces(name);
    if (std::find(names.begin(), names.end(), shown) == names.end()) {
      names.push_back(shown);
    }
  }
  return names;
}

/// From the field `country` of a source, or the ends of affiliations.
Names countries(const library::StoredWork& stored, Day /*today*/) {
  Names names;
  const auto add = [&names](std::string_view written) {
    const std::string word = ascii_lower(trim(written));
    for (const auto& [end, country] : kCountries) {
      if (word == end || word == ascii_lower(country)) {
        if (std::find(names.begin(), names.end(), country) == names.end()) {
          names.emplace_back(country);
        }
        return;
      }
    }
  };
  const nlohmann::json extra = nlohmann::json::parse(stored.work.extra, nullptr, false);
  if (extra.is_object()) {
    if (const auto found = extra.find("country"); found != extra.end() && found->is_string()) {
      add(found->get<std::string>());
    }
  }
  for (const std::string& name : stored.work.organisations) {
    if (const std::size_t comma = name.rfind(','); comma != std::string::npos) {
      add(std::string_view(name).substr(comma + 1));
    }
  }
  return names;
}

Names venue(const library::StoredWork& stored, Day /*today*/) {
  std::string name = collapse_spaces(stored.work.venue);
  while (!name.empty() && (std::isdigit(static_cast<unsigned char>(name.back())) != 0 ||
                           name.back() == ' ' || name.back() == '\'')) {
    name.pop_back();  // the year
  }
  return name.empty() ? Names{} : Names{name};
}

Names team_size(const library::StoredWork& stored, Day /*today*/) {
  const std::size_t people = stored.work.authors.size();
  if (people == 0) {
    return {};
  }
  if (people <= 3) {
    return {people == 1 ? "1 person" : "2 to 3 people"};
  }
  return {people <= 6 ? "4 to 6 people" : (people <= 12 ? "7 to 12 people" : "13 or more people")};
}

Names topics(const library::StoredWork& stored, Day /*today*/) {
  Names names;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((stored.topics >> i & 1U) != 0) {
      names.emplace_back(topic_name(static_cast<Topic>(i)));
    }
  }
  return names.empty() ? Names{"none of the ten"} : names;
}

Names age(const library::StoredWork& stored, Day today) {
  const std::string& written = stored.work.date;
  const std::optional<Day> day = parse_day(
      written.empty() && stored.work.year != 0 ? std::to_string(stored.work.year) : written);
  if (!day) {
    return {};
  }
  const int days = today.since_epoch - day->since_epoch;
  if (days < -1) {  // it may be tomorrow already elsewhere
    return {"dated ahead"};
  }
  if (days < 366) {
    return {days < 31 ? "this month" : (days < 183 ? "this half year" : "this year")};
  }
  return {days < 3 * 366 ? "one to three years" : "older than three years"};
}

struct Dimension {
  std::string_view name;
  Names (*names_of)(const library::StoredWork&, Day);
  std::string_view setting;
};

constexpr std::array<Dimension, 6> kDimensions = {{
    {"organisations", organisations, "assay setup --explore 20; assay follow org NAME for others"},
    {"countries", countries, "assay setup --explore 20"},
    {"venues", venue, "assay interests less venue:NAME; assay setup --explore 20"},
    {"team size", team_size, "assay setup --explore 20; assay less ID where size misled it"},
    {"topics", topics, "assay interests add or less TOPIC; assay setup --variety 60"},
    {"age", age, "assay radar --since DATE"},
}};

using Counts = std::map<std::string, double>;

/// A work in several buckets counts its part in each. Returns how many works are in any.
std::size_t count(const std::vector<library::StoredWork>& works, const Dimension& dimension,
                  Day today, Counts& counts) {
  std::size_t known = 0;
  for (const library::StoredWork& work : works) {
    const Names names = dimension.names_of(work, today);
    for (const std::string& name : names) {
      counts[name] += 1.0 / static_cast<double>(names.size());
    }
    known += names.empty() ? 0U : 1U;
  }
  for (auto& [name, value] : counts) {
    value /= static_cast<double>(std::max<std::size_t>(1, known));
  }
  return known;
}

/// `p` log2(p / m), 0 for p = 0.
double information(double p, double m) {
  return p > 0 ? p * std::log2(p / m) : 0;
}

Spread spread_of(const Dimension& dimension, const std::vector<library::StoredWork>& picks,
                 const std::vector<library::StoredWork>& available, Day today) {
  Counts picked;
  Counts there;
  Spread spread;
  spread.dimension = dimension.name;
  spread.setting = dimension.setting;
  spread.known = count(picks, dimension, today, picked);
  const std::size_t known_there = count(available, dimension, today, there);
  for (const auto& [name, share] : there) {
    picked.try_emplace(name, 0);
  }
  for (const auto& [name, share] : picked) {
    const auto found = there.find(name);
    const double other = found == there.end() ? 0 : found->second;
    spread.buckets.push_back({name, share, other});
    const double middle = (share + other) / 2;
    spread.divergence += (information(share, middle) + information(other, middle)) / 2;
  }
  if (spread.known == 0 || known_there == 0) {
    spread.divergence = 0;
  }
  std::stable_sort(spread.buckets.begin(), spread.buckets.end(),
                   [](const SpreadBucket& a, const SpreadBucket& b) {
                     return a.picks != b.picks ? a.picks > b.picks : a.available > b.available;
                   });
  spread.buckets.resize(std::min(spread.buckets.size(), kBucketsShown));
  return spread;
}

}  // namespace

std::vector<Spread> audit_spread(library::Library& library, const Profile& profile,
                                 const RadarOptions& options, AuditView& view) {
  const std::span<const ShelfRow> rows = profile.ground->shelf.rows;
  std::vector<library::StoredWork> picks;
  for (const RadarPick& pick : pick_radar(profile, options, &view.available)) {
    picks.push_back(library.load({rows[pick.row].work}));
  }
  view.picks = picks.size();
  std::vector<library::StoredWork> available;
  const Scorer scorer(profile, options.today);
  const std::uint64_t step = std::max<std::uint64_t>(1, view.available / kSample);
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_candidate(profile, scorer, options, i) && passed++ % step == 0) {
      available.push_back(library.load({rows[i].work}));
    }
  }
  view.sampled = available.size();
  std::vector<Spread> spread;
  spread.reserve(std::size(kDimensions));
  for (const Dimension& dimension : kDimensions) {
    spread.push_back(spread_of(dimension, picks, available, options.today));
  }
  return spread;
}

}  // namespace assay::plan
