#pragma once
/// Reads the lists of [scope] in data/lexicon.toml. Threads: pure functions.

#include "identify/automaton.h"
#include "identify/scope.h"
#include "identify/toml_internal.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace assay::identify {

using WordMarks = std::vector<std::pair<WordId, std::uint16_t>>;

/// The single words of `scope` with their marks, numbered by `builder`; negations become barriers.
WordMarks read_marks(const toml::table& scope, AutomatonBuilder& builder);
/// The marks by WordId; `words` is how many there are, kUnknownWord included.
std::vector<std::uint16_t> by_word(const WordMarks& marks, std::size_t words);

/// Adds each phrase of the lists of cues in `scope` for the entry that entry(cue) gives it. Throws
/// kInvalid with the place of the list whose phrase is malformed.
template <typename EntryOf>
void add_cues(const toml::table& scope, AutomatonBuilder& builder, const EntryOf& entry) {
  constexpr std::pair<const char*, Cue> kLists[] = {
      {"denials", Cue::kDenies},        {"doubts", Cue::kDoubts}, {"exclusions", Cue::kExcludes},
      {"suppositions", Cue::kSupposes}, {"plans", Cue::kPlans},   {"assertions", Cue::kAsserts},
      {"undone", Cue::kUndone}};
  for (const auto& [list, cue] : kLists) {
    if (scope.contains(list)) {
      add_phrases(builder, entry(cue), scope, list);
    }
  }
}

}  // namespace assay::identify
