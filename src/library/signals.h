#pragma once
/// What ranking knows of works beyond their summaries, read in bulk: who made them, where they
/// appeared, how much they are talked of. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::library {

struct Signals {
  Summary summary;
  std::string title;  ///< Of the first record that has one, as are the others.
  std::vector<std::string> authors;
  std::vector<std::string> organisations;
  std::string venue;
  std::string extra;        ///< Of works for a practice track; else empty.
  bool practice = false;    ///< It was prepared for a track of the week.
  std::int64_t stars = -1;  ///< The most that a source gives; -1 unknown.
};

/// Calls `visit` for each work that changed after `generation`, in order of id; `gone` is told of
/// those that were merged or withdrawn. Cost: 5 s for a million works.
void for_each_signals(Library& library, std::int64_t generation,
                      const std::function<void(const Signals&)>& visit,
                      const std::function<void(WorkId)>& gone);

/// How many posts, talks, events and discussions link to each work, and discussions that it names
/// itself; works without any are left out. By WorkId::v.
std::unordered_map<std::int64_t, std::int64_t> discussion_counts(Library& library);

/// When a work came into the library, in seconds since 1970 UTC; 0 unknown: before schema 10, or
/// split off another.
std::int64_t came(Library& library, WorkId work);

struct SourceCount {
  std::string name;
  std::int64_t works = 0;  ///< That have a record of it which was not withdrawn.
  std::optional<std::int64_t> followed_since;  ///< Seconds since 1970 UTC; none for files.
};
/// In order of name.
std::vector<SourceCount> source_counts(Library& library);

}  // namespace assay::library
