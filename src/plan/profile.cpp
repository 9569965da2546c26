#include "plan/profile.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace assay::plan {
namespace {

constexpr std::size_t kWorksPerInterest = 300;
constexpr double kMinHours = 0.5;

}  // namespace

double parse_hours(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double hours = std::strtod(copy.c_str(), &end);
  if (copy.empty() || *end != '\0' || !(hours >= kMinHours && hours <= kMaxHours)) {
    throw Error(Errc::kUsage, "not a number of hours: " + copy, "", "give a number from 0.5 to 80");
  }
  return hours;
}

Profile load_profile(library::Library& library, const search::Index& index) {
  Profile profile;
  if (const std::string hours = library::setting(library, "hours"); !hours.empty()) {
    profile.hours = parse_hours(hours);
  }
  profile.readings = library::readings(library);
  profile.followed = find_followed(library, index);
  for (const library::Interest& interest : library::interests(library)) {
    if (interest.kind == "topic") {
      if (const std::optional<Topic> topic = parse_topic(interest.value)) {
        profile.topics.at(static_cast<std::size_t>(*topic)) = interest.weight;
      }
    } else {
      profile.words.push_back(interest);
    }
  }
  search::Options options;
  options.k = kWorksPerInterest;
  options.facets = false;
  for (std::size_t i = 0; i < profile.words.size(); ++i) {
    const search::Results results =
        index.search(search::parse_query(profile.words[i].value), options);
    const double best = results.hits.empty() ? 0 : results.hits.front().score;
    for (const search::Hit& hit : results.hits) {
      const double strength = best > 0 ? hit.score / best : 1;
      Profile::Match& match =
          profile.matches.try_emplace(hit.id.v, Profile::Match{i, strength}).first->second;
      if (strength > match.strength) {
        match = {i, strength};
      }
    }
  }
  return profile;
}

}  // namespace assay::plan
