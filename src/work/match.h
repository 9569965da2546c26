#pragma once
/// Decides whether two records describe the same work. Threads: pure functions.

#include "work/work.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

/// Records of one work are no further apart than this.
inline constexpr int kMaxYearsApart = 2;

/// Why two records are twins; kNone when they are not.
enum class Twin {
  kNone,
  kIdentifier,  ///< They share an identifier.
  kTitle,  ///< Same normalised title, compatible people and years, no contradicting identifiers.
  kTitleAlone,  ///< The same, but one of them names nobody: where several works qualify, none does.
};

/// A phrase for the user: "same identifier", "same title and people", "same title, and one of them
/// names nobody".
std::string_view twin_reason(Twin twin) noexcept;

/// The decision for two records of the same kind family (a paper never merges with its repository
/// or talk: those are tied by links in the dossier). By an identifier: one of an exclusive scheme
/// decides; any other only when no exclusive one contradicts, and not when both title and people
/// differ (a DOI may be that of the whole volume; 160 pairs of 256,417 arXiv records share one by
/// mistake); of a repository only between works that are no papers. By title only when: titles'
/// keys equal, and not "Preface", "Withdrawn" and their like; no exclusive identifier contradicts;
/// years (where both known) at most two apart; and people agree (by PeopleRule::kMost unless the
/// title is long: five words and 25 letters), or, where one side names nobody, the title is long
/// enough to be no coincidence.
Twin match_works(const Work& a, const Work& b);

/// title_key(title), or 0 for a title that tells nothing about twins: "Preface", "Withdrawn".
std::uint64_t twin_key(std::string_view title);

/// The title and people part alone (people must agree): for tying a talk, post or repository to its
/// paper.
bool same_title_and_people(const Work& a, const Work& b);

}  // namespace assay
