#pragma once
/// What a week can be made of: the things of each track that the library has, ready to be chosen
/// from (plan/week_choice.h), and what is told of those that are. Threads: as the Library.

#include "identify/judge.h"
#include "library/library.h"
#include "library/reader.h"
#include "plan/profile.h"
#include "plan/week_choice.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::plan {

/// A release of a framework that is watched (ingest/frameworks.h).
struct FrameworkNews {
  std::string framework;
  WorkId work;
  std::string version;              ///< Empty when unknown.
  std::string date;                 ///< "2026-11-20"
  std::vector<std::string> brings;  ///< Titles of papers whose methods it brought.
};

/// News from frameworks as ingest::view_frameworks gives them (the rooms don't know each other).
template <typename Frameworks>
std::vector<FrameworkNews> news_of(const Frameworks& frameworks) {
  std::vector<FrameworkNews> news;
  for (const auto& framework : frameworks) {
    for (const auto& release : framework.releases) {
      FrameworkNews& one = news.emplace_back();
      one.framework = framework.name;
      one.work = release.id;
      one.version = release.version;
      one.date = release.date;
      for (const auto& method : release.methods) {
        if (method.rel == "implements" && !method.title.empty()) {
          one.brings.push_back(method.title);
        }
      }
    }
  }
  return news;
}

/// What an item is made of, at the candidate's place.
struct ItemSource {
  std::optional<WorkId> work;
  std::string title;
  std::string command;
  std::vector<std::string> why;  ///< What this track has to say for it, before the radar's reasons.
  std::string effort;            ///< What its minutes rest on; may be empty.
  double score = 0;              ///< Of the radar, for its reasons.
  bool reasons = true;           ///< The radar's reasons are wanted too.
  std::optional<Day> day;        ///< When it happens.
};

/// Candidates and what each is made of, side by side. A work may stand on several tracks, once on
/// each.
struct Material {
  std::vector<Candidate> candidates;
  std::vector<ItemSource> sources;

  void add(Candidate candidate, ItemSource source);
  /// Whether a thing is there on a track.
  [[nodiscard]] bool has(std::int64_t key, std::size_t track) const;

 private:
  std::set<std::pair<std::int64_t, std::size_t>> there_;
};

/// The key of an item: its work, or its command where it has none.
std::int64_t item_key(const std::optional<WorkId>& work, std::string_view command);

/// For whom material is gathered.
struct Gathering {
  library::Library& library;
  const Profile& profile;
  Day from;   ///< The first day of the week that is still to come.
  Day today;  ///< Of which recency is counted.
  const std::vector<FrameworkNews>& news;
  /// Works that are wanted whatever their rank, with their track: pinned, or left undone.
  std::vector<std::pair<WorkId, std::size_t>> wanted;
};

/// All tracks. Works that the reader has seen are left out. Cost: a pass over the shelf a track,
/// and a few hundred works loaded.
Material gather(const Gathering& gathering);

/// Events, talks, discussions of papers and people: the track "community". `material` has the
/// papers.
void gather_community(const Gathering& gathering, Material& material);

}  // namespace assay::plan
