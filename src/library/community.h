#pragma once
/// Whom and what the reader follows. Functions that write need Library::Mode::kWrite and a
/// transaction begun by the caller. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

enum class FollowKind { kPerson, kOrganisation, kRepository, kVenue };
/// "person", "org", "repo", "venue".
std::string_view follow_kind_name(FollowKind kind) noexcept;
std::optional<FollowKind> parse_follow_kind(std::string_view name) noexcept;

struct Follow {
  FollowKind kind = FollowKind::kPerson;
  std::string key;   ///< The name in the form by which it is compared (make_follow).
  std::string name;  ///< As the reader wrote it.
  std::int64_t since = 0;
};

/// What a reader's words mean: the key of a person is person_key, that of a repository
/// "owner/name" in lower case, of the others their words in lower case. nullopt when the words name
/// none of the kind.
std::optional<Follow> make_follow(FollowKind kind, std::string_view name);

/// By kind, then by name.
std::vector<Follow> follows(Library& library);
/// False when it is followed already, under whatever spelling.
bool add_follow(Library& library, const Follow& follow);
/// False when it was not followed.
bool remove_follow(Library& library, const Follow& follow);

/// Works that are the repository, link to it, or are its releases, newest first; at most `limit`.
std::vector<WorkId> works_of_repository(Library& library, std::string_view repository,
                                        std::size_t limit);

/// Works of some kinds by day, from `since` (days since 1970-01-01) on; those without a day are
/// left out.
std::vector<WorkId> works_from_day(Library& library, const std::vector<Kind>& kinds,
                                   std::int32_t since);

}  // namespace assay::library
