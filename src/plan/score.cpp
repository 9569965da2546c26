#include "plan/score.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::plan {
namespace {

constexpr double kMonthsHalfLife = 180;
constexpr double kYearsHalfLife = 1500;
constexpr double kUnknownAgeDays = 3650;
/// A work of someone followed counts as a third of a topic that the reader asked for.
constexpr double kFollowedFit = 1.0 / 3;
/// What is new in a saved search counts as half of one.
constexpr double kNewsFit = 0.5;
constexpr std::size_t kAges = 20000;

constexpr std::array<std::string_view, kParts> kPartNames = {
    "learnt", "developer_led", "research", "interest", "recency", "discussed", "practice", "level"};

/// What is not learnt, when nothing is known of the reader but their interests.
constexpr PartWeights kBase = {0, 0.40, 0.11, 0.24, 0.12, 0.05, 0.04, 0.04};
/// Share of what was learnt: from interests alone, and in the end from ratings; half the way after
/// so many.
constexpr double kLearntFromInterests = 0.30;
constexpr double kLearntInTheEnd = 0.90;
constexpr double kHalfWay = 1;

double recency_at(double age) noexcept {
  age = std::max(0.0, age);
  return 0.5 * std::exp2(-age / kMonthsHalfLife) + 0.5 * std::exp2(-age / kYearsHalfLife);
}

/// The lowest topic of a set that has one.
std::size_t lowest(std::uint32_t topics) noexcept {
  return static_cast<std::size_t>(std::countr_zero(topics));
}

double age_of(std::int32_t day, int year, Day today) noexcept {
  // What is dated ahead is no newer than today: the further ahead, the less its date tells.
  if (day != 0) {
    return std::abs(static_cast<double>(today.since_epoch) - day);
  }
  if (year == 0) {
    return kUnknownAgeDays;
  }
  const double since_new_year = today.since_epoch - (year - 1970) * 365.2425;
  return since_new_year < 0 ? -since_new_year : std::max(0.0, since_new_year - 183);
}

}  // namespace

std::string_view part_name(Part part) noexcept {
  return kPartNames[static_cast<std::size_t>(part)];
}

double recency(std::int32_t day, int year, Day today) noexcept {
  return recency_at(age_of(day, year, today));
}

double interest_fit(const Profile& profile, WorkId id, std::uint32_t topics) noexcept {
  double fit = 0;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((topics >> i & 1U) != 0) {
      fit += profile.topics[i];
    }
  }
  if (const auto found = profile.matches.find(id.v); found != profile.matches.end()) {
    fit += found->second.strength * profile.words[found->second.interest].weight;
  }
  if (profile.followed.works.count(id.v) != 0) {
    fit += kFollowedFit;
  }
  if (profile.news.works.count(id.v) != 0) {
    fit += kNewsFit;
  }
  return std::clamp(fit, -1.0, 1.0);
}

PartWeights part_weights(const Profile& profile) noexcept {
  const double known = profile.said / (profile.said + kHalfWay);
  double learnt = kLearntInTheEnd * known;
  if (profile.has_interests || !profile.followed.works.empty()) {
    learnt += kLearntFromInterests * (1 - known);
  }
  PartWeights weights = kBase;
  for (double& weight : weights) {
    weight *= 1 - learnt;
  }
  weights[static_cast<std::size_t>(Part::kLearnt)] = learnt;
  return weights;
}

Scorer::Scorer(const Profile& profile, Day today)
    : profile_(profile), ground_(*profile.ground), today_(today), weights_(part_weights(profile)) {
  const Shelf& shelf = ground_.shelf;
  const auto place = [&shelf](std::int64_t work) -> std::optional<std::size_t> {
    const ShelfRow* row = shelf.find({work});
    return row == nullptr ? std::nullopt
                          : std::optional(static_cast<std::size_t>(row - shelf.rows.data()));
  };
  seen_.assign(shelf.rows.size(), false);
  for (const auto& [work, reading] : profile.readings) {
    if (const auto row = place(work)) {
      seen_[*row] = true;
    }
  }
  for (const std::int64_t work : profile.marked) {
    if (const auto row = place(work)) {
      seen_[*row] = true;
    }
  }
  fits_.assign(shelf.rows.size(), 0);
  for (const auto& [work, match] : profile.matches) {
    if (const auto row = place(work)) {
      fits_[*row] += static_cast<float>(match.strength * profile.words[match.interest].weight);
    }
  }
  for (const auto& [work, follows] : profile.followed.works) {
    if (const auto row = place(work)) {
      fits_[*row] += static_cast<float>(kFollowedFit);
    }
  }
  for (const auto& [work, name] : profile.news.works) {
    if (const auto row = place(work)) {
      fits_[*row] += static_cast<float>(kNewsFit);
    }
  }
  for (const library::Interest& name : profile.names) {
    const bool person = name.kind == "person";
    const std::uint32_t hash = person ? person_hash(name.value) : venue_hash(name.value);
    for (std::size_t i = 0; i < shelf.rows.size(); ++i) {
      const std::span<const std::uint32_t> authors = shelf.authors_of(shelf.rows[i]);
      if (person ? std::find(authors.begin(), authors.end(), hash) != authors.end()
                 : shelf.rows[i].venue == hash) {
        fits_[i] += static_cast<float>(name.weight);
      }
    }
  }
  by_age_.reserve(kAges);
  for (std::size_t age = 0; age < kAges; ++age) {
    by_age_.push_back(static_cast<float>(recency_at(static_cast<double>(age))));
  }
  levels_.fill(profile.settings.level(kAllAreas));
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    const std::string area(topic_name(static_cast<Topic>(i)));
    own_levels_ |= profile.settings.levels.count(area) != 0 ? std::uint32_t{1} << i : 0;
    levels_.at(i) = profile.settings.level(area);
  }
}

double Scorer::recency_of(const ShelfRow& row) const {
  const auto age = static_cast<std::int64_t>(age_of(row.day, row.year, today_));
  return static_cast<double>(
      by_age_[static_cast<std::size_t>(std::clamp<std::int64_t>(age, 0, kAges - 1))]);
}

double Scorer::level_fit(const ShelfRow& row) const {
  int off = 0;
  int areas = 0;
  for (std::uint32_t left = row.topics & own_levels_; left != 0; left &= left - 1) {
    off += std::abs(static_cast<int>(levels_[lowest(left)]) - row.level);
    ++areas;
  }
  if (areas == 0) {
    off = std::abs(static_cast<int>(levels_[kTopicCount]) - row.level);
    areas = 1;
  }
  return 1 - 0.5 * off / areas;
}

double Scorer::interest(std::size_t i) const {
  double fit = static_cast<double>(fits_[i]);
  for (std::uint32_t left = ground_.shelf.rows[i].topics; left != 0; left &= left - 1) {
    fit += profile_.topics[lowest(left)];
  }
  return std::clamp(fit, -1.0, 1.0);
}

std::array<double, kParts> Scorer::values(std::size_t i) const {
  const ShelfRow& row = ground_.shelf.rows[i];
  return {static_cast<double>(ground_.learnt[i]),
          static_cast<double>(row.developer_led),
          static_cast<double>(row.research),
          interest(i),
          recency_of(row),
          static_cast<double>(row.discussed),
          0.5 * row.code + 0.5 * row.lab,
          level_fit(row)};
}

double Scorer::score(std::size_t i) const {
  const std::array<double, kParts> all = values(i);
  double sum = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    sum += all[part] * weights_[part];
  }
  return sum;
}

double Scorer::quality(std::size_t i) const {
  const std::array<double, kParts> all = values(i);
  double sum = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    const bool personal = part == static_cast<std::size_t>(Part::kLearnt) ||
                          part == static_cast<std::size_t>(Part::kInterest);
    sum += personal ? 0 : all[part] * kBase[part];
  }
  return sum;
}

std::vector<ScorePart> Scorer::parts(std::size_t i) const {
  const std::array<double, kParts> all = values(i);
  std::vector<ScorePart> parts;
  for (std::size_t part = 0; part < kParts; ++part) {
    parts.push_back({kPartNames.at(part), all.at(part), weights_.at(part)});
  }
  return parts;
}

}  // namespace assay::plan
