#include "search/related.h"

#include "search/encoder.h"
#include "search/profile_internal.h"
#include "search/searcher_internal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <span>
#include <utility>

namespace assay::search {
namespace {

/// What proposes works: so many of the origin's words.
constexpr std::size_t kTellingWords = 24;

/// How much the comparison of a part counts beside that of the whole.
constexpr double kPartShare = 2;
/// So many of the first speak for those like them, and how loud.
constexpr std::size_t kSpeakers = 5;
constexpr double kSpeakersShare = 0.3;

/// Adds the standard scores of `values`, `share` times, to `sums`.
void add_standardised(std::span<const double> values, double share, std::vector<double>& sums) {
  double mean = 0;
  for (const double value : values) {
    mean += value / static_cast<double>(values.size());
  }
  double variance = 0;
  for (const double value : values) {
    variance += (value - mean) * (value - mean) / static_cast<double>(values.size());
  }
  constexpr double kTiny = 1e-12;
  if (variance > kTiny) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      sums[i] += share * (values[i] - mean) / std::sqrt(variance);
    }
  }
}

}  // namespace

struct Related::Impl {
  struct Other {
    WorkId id;
    Profile whole;
    Profile part;  ///< Empty without an aspect.
    std::vector<std::string> shared;
  };

  Impl(const Index& index, WorkId origin_id, const Work& origin, std::optional<Role> wanted)
      : id(origin_id), aspect(wanted), snapshot(index.snapshot()), maker(*snapshot) {
    maker.read(id, origin, aspect.has_value());
    whole = maker.whole();
    if (aspect) {
      part = maker.part(*aspect);
    }
  }

  /// What the origin is compared by.
  [[nodiscard]] const Profile& asked() const noexcept { return aspect ? part : whole; }

  /// How like `one` the others are by words and by meaning, added to `sums`.
  void compare(const Profile& one, Profile Other::*side, double share,
               std::vector<double>& sums) const {
    std::vector<double> words(others.size());
    std::vector<double> meaning(others.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
      const Profile& other = others[i].*side;
      words[i] = cosine(one.terms, other.terms);
      meaning[i] = cosine(one.centred, other.centred);
    }
    add_standardised(words, share, sums);
    add_standardised(meaning, share, sums);
  }

  /// The first of `scores` say who is like them.
  void let_first_speak(std::vector<double>& scores) const {
    const std::vector<std::size_t> order = sorted(scores);
    const std::size_t count = std::min(kSpeakers, others.size());
    const auto asked = aspect ? &Other::part : &Other::whole;
    std::vector<double> words(others.size(), 0);
    std::vector<double> meaning(others.size(), 0);
    for (std::size_t rank = 0; rank < count; ++rank) {
      const Other& speaker = others[order[rank]];
      for (std::size_t i = 0; i < others.size(); ++i) {
        words[i] += cosine((speaker.*asked).terms, (others[i].*asked).terms);
        meaning[i] += cosine((speaker.*asked).centred, (others[i].*asked).centred);
      }
    }
    add_standardised(words, kSpeakersShare, scores);
    add_standardised(meaning, kSpeakersShare, scores);
  }

  [[nodiscard]] std::vector<std::size_t> sorted(const std::vector<double>& scores) const {
    std::vector<std::size_t> order(others.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return scores[a] != scores[b] ? scores[a] > scores[b] : others[a].id.v < others[b].id.v;
    });
    return order;
  }

  WorkId id;
  std::optional<Role> aspect;
  std::shared_ptr<const Snapshot> snapshot;
  ProfileMaker maker;
  Profile whole;
  Profile part;
  std::vector<Other> others;
  std::set<std::int64_t> added;
};

Related::Related(const Index& index, WorkId id, const Work& origin, std::optional<Role> aspect)
    : impl_(std::make_unique<Impl>(index, id, origin, aspect)) {}

Related::~Related() = default;

std::vector<WorkId> Related::propose(std::size_t count) const {
  const Profile& profile = impl_->asked();
  Options options;
  options.k = count + 1;
  options.mode = profile.vector.empty() ? SearchMode::kWords : SearchMode::kBoth;
  options.facets = false;
  options.count = false;
  const Results results =
      search_alike(*impl_->snapshot, impl_->maker.telling_terms(profile, kTellingWords),
                   profile.vector, options);
  std::vector<WorkId> proposed;
  for (const Hit& hit : results.hits) {
    if (hit.id.v != impl_->id.v && proposed.size() < count) {
      proposed.push_back(hit.id);
    }
  }
  return proposed;
}

void Related::add(WorkId id, const Work& work) {
  if (id.v == impl_->id.v || !impl_->added.insert(id.v).second) {
    return;
  }
  impl_->maker.read(id, work, impl_->aspect.has_value());
  Impl::Other other{id, impl_->maker.whole(), {}, {}};
  if (impl_->aspect) {
    other.part = impl_->maker.part(*impl_->aspect);
  }
  other.shared = impl_->maker.shared_words(impl_->asked(), impl_->aspect ? other.part : other.whole,
                                           kSharedWords);
  impl_->others.push_back(std::move(other));
}

std::vector<RelatedHit> Related::rank() const {
  std::vector<double> scores(impl_->others.size(), 0);
  impl_->compare(impl_->whole, &Impl::Other::whole, 1, scores);
  if (impl_->aspect) {
    impl_->compare(impl_->part, &Impl::Other::part, kPartShare, scores);
  }
  impl_->let_first_speak(scores);
  std::vector<RelatedHit> hits;
  for (const std::size_t i : impl_->sorted(scores)) {
    hits.push_back({impl_->others[i].id, scores[i], impl_->others[i].shared});
  }
  return hits;
}

}  // namespace assay::search
