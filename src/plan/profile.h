#pragma once
/// What the reader cares for, ready for ranking. Threads: a plain value once made.

#include "library/library.h"
#include "library/reader.h"
#include "plan/community.h"
#include "plan/saved.h"
#include "plan/settings.h"
#include "plan/shelf.h"
#include "plan/taste.h"
#include "search/index.h"

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace assay::plan {

/// What all rankings for a reader share. Immutable once made.
struct Ground {
  Shelf shelf;
  std::unique_ptr<search::Meanings> meanings;
  Taste taste;
  /// Of each row of the shelf, -1..1: what the taste makes of it, 1 for the best that the reader
  /// has not seen; zeros when nothing was learnt.
  std::vector<float> learnt;
};

struct Profile {
  std::string reader;
  ReaderSettings settings;
  double hours = kDefaultHours;              ///< A week.
  std::array<double, kTopicCount> topics{};  ///< Weight of each topic, 0 none, negative less of it.
  std::vector<library::Interest> words;      ///< Interests in words.
  std::vector<library::Interest> names;      ///< Interests in people and venues.
  /// Works that match an interest in words: its position in `words` and how well, 0..1.
  struct Match {
    std::size_t interest = 0;
    double strength = 0;
  };
  std::unordered_map<std::int64_t, Match> matches;
  std::unordered_map<std::int64_t, library::Reading> readings;
  std::unordered_set<std::int64_t> marked;  ///< Works that the reader wants more or less of.
  Followed followed;                        ///< Works of those whom the reader follows.
  SavedNews news;                           ///< What is new in the reader's saved searches.
  /// How much the reader has said by ratings, marks and readings; a rating counts 1.
  double said = 0;
  bool has_interests = false;  ///< In words, from which a first taste was learnt.
  std::shared_ptr<const Ground> ground;

  /// True when the reader has read, skipped, rated or marked the work.
  [[nodiscard]] bool has_seen(WorkId id) const {
    return readings.count(id.v) != 0 || marked.count(id.v) != 0;
  }
  /// True when anything is known of the reader's likes.
  [[nodiscard]] bool knows_likes() const {
    return said > 0 || has_interests || !names.empty() || !followed.follows.empty();
  }
};

/// Reads the reader's settings; looks each interest in words up in the index; learns the taste.
/// Cost: milliseconds, and loading each work that was rated.
Profile load_profile(library::Library& library, const search::Index& index);

/// For benches and the audit: a profile from given parts. `readings` replaces the library's.
Profile make_profile(library::Library& library, const search::Index& index,
                     std::unordered_map<std::int64_t, library::Reading> readings,
                     std::shared_ptr<Ground> ground, const TasteOptions& options = {});

/// The shelf and the vectors, with nothing learnt yet.
std::shared_ptr<Ground> make_ground(library::Library& library, const search::Index& index);

}  // namespace assay::plan
