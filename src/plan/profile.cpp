#include "plan/profile.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace assay::plan {
namespace {

constexpr std::size_t kWorksPerInterest = 300;
/// What the first works that match an interest tell of the taste.
constexpr std::size_t kFirstMatches = 20;
constexpr double kMatchTarget = 0.6;
constexpr double kMatchWeight = 0.15;
/// What stands in for ratings counts half of that after so many ratings, and less with more.
constexpr double kMatchHalfLife = 2;
/// The same for works of the followed.
constexpr std::size_t kFirstOfFollow = 20;
/// Reading or skipping says less than a rating.
constexpr double kReadTarget = 0.4;
constexpr double kSkipTarget = -0.5;
constexpr double kReadWeight = 0.5;
/// A taste whose best is below this is hardly one: the learnt part stays as small.
constexpr float kLeastBest = 0.1F;

constexpr double kMiddleRating = 2.5;

TasteExample example_of(std::int64_t work, const library::Reading& reading) {
  if (reading.rating) {
    const double target = (*reading.rating - kMiddleRating) / kMiddleRating;
    return {{work}, target, 1, fmt::format("you rated {}", *reading.rating)};
  }
  const bool skipped = reading.state == library::ReadState::kSkipped;
  return {{work}, skipped ? kSkipTarget : kReadTarget, kReadWeight, skipped ? "" : "you read"};
}

double match_weight(const Profile& profile) noexcept {
  return kMatchWeight * kMatchHalfLife / (kMatchHalfLife + profile.said);
}

/// Interests in words: their best works count for ranking, the first of them as examples too.
void add_words(Profile& profile, const search::Index& index, std::vector<TasteExample>& examples) {
  search::Options options;
  options.k = kWorksPerInterest;
  options.facets = false;
  for (std::size_t i = 0; i < profile.words.size(); ++i) {
    const library::Interest& interest = profile.words[i];
    const search::Results results = index.search(search::parse_query(interest.value), options);
    const double best = results.hits.empty() ? 0 : results.hits.front().score;
    std::size_t first = 0;
    for (const search::Hit& hit : results.hits) {
      const double strength = best > 0 ? hit.score / best : 1;
      Profile::Match& match =
          profile.matches.try_emplace(hit.id.v, Profile::Match{i, strength}).first->second;
      if (strength > match.strength) {
        match = {i, strength};
      }
      if (first++ < kFirstMatches && profile.readings.count(hit.id.v) == 0) {
        const double sign = interest.weight > 0 ? 1 : -1;
        examples.push_back({hit.id, sign * kMatchTarget, match_weight(profile) * strength, ""});
        profile.has_interests = true;
      }
    }
  }
}

void add_interests(Profile& profile, library::Library& library,
                   std::vector<TasteExample>& examples) {
  for (const library::Interest& interest : library::interests(library)) {
    if (interest.kind == "topic") {
      if (const std::optional<Topic> topic = parse_topic(interest.value)) {
        profile.topics.at(static_cast<std::size_t>(*topic)) = interest.weight;
      }
    } else if (interest.kind == "work") {
      if (const std::optional<WorkId> work = library.resolve(interest.value)) {
        profile.marked.insert(work->v);
        profile.said += 1;
        examples.push_back({*work, interest.weight > 0 ? 1.0 : -1.0, 1, "you want more of"});
      }
    } else if (interest.kind == "words") {
      profile.words.push_back(interest);
    } else {
      profile.names.push_back(interest);
    }
  }
}

void add_followed(const Profile& profile, std::vector<TasteExample>& examples) {
  std::vector<std::int64_t> works;
  for (const auto& [work, follows] : profile.followed.works) {
    if (profile.readings.count(work) == 0) {
      works.push_back(work);
    }
  }
  std::sort(works.rbegin(), works.rend());
  works.resize(std::min(works.size(), kFirstOfFollow * profile.followed.follows.size()));
  for (const std::int64_t work : works) {
    examples.push_back({{work}, kMatchTarget, match_weight(profile), ""});
  }
}

/// Those of the readings, oldest first.
void add_readings(Profile& profile, std::vector<TasteExample>& examples) {
  std::vector<std::pair<std::int64_t, std::int64_t>> order;  // when, work
  for (const auto& [work, reading] : profile.readings) {
    order.emplace_back(reading.at, work);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [at, work] : order) {
    examples.push_back(example_of(work, profile.readings.at(work)));
    profile.said += examples.back().weight;
  }
}

/// Scales what the taste says to 1 for the best that the reader has not seen.
std::vector<float> standardise(std::vector<float> scores, const Shelf& shelf,
                               const Profile& profile) {
  float best = kLeastBest;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > best && !profile.has_seen({shelf.rows[i].work})) {
      best = scores[i];
    }
  }
  for (float& score : scores) {
    score = std::clamp(score / best, -1.0F, 1.0F);
  }
  return scores;
}

}  // namespace

std::shared_ptr<Ground> make_ground(library::Library& library, const search::Index& index) {
  auto ground = std::make_shared<Ground>();
  ground->shelf = load_shelf(library);
  ground->meanings = std::make_unique<search::Meanings>(index);
  return ground;
}

Profile make_profile(library::Library& library, const search::Index& index,
                     std::unordered_map<std::int64_t, library::Reading> readings,
                     std::shared_ptr<Ground> ground, const TasteOptions& options) {
  Profile profile;
  profile.reader = library::current_reader(library);
  profile.settings = load_settings(library);
  profile.hours = profile.settings.hours;
  profile.readings = std::move(readings);
  profile.followed = find_followed(library, index);
  profile.news = news_for_ranking(library, index);
  std::vector<TasteExample> examples;
  // Last come those that say most, since of too many the last count.
  std::vector<TasteExample> said;
  add_interests(profile, library, said);
  add_readings(profile, said);
  add_words(profile, index, examples);
  add_followed(profile, examples);
  examples.insert(examples.end(), std::make_move_iterator(said.begin()),
                  std::make_move_iterator(said.end()));
  ground->taste = learn_taste(library, *ground->meanings, ground->shelf, examples, options);
  ground->learnt = standardise(score_shelf(ground->taste, *ground->meanings, ground->shelf),
                               ground->shelf, profile);
  profile.ground = std::move(ground);
  return profile;
}

Profile load_profile(library::Library& library, const search::Index& index) {
  return make_profile(library, index, library::readings(library), make_ground(library, index));
}

}  // namespace assay::plan
