#pragma once
/// Names of people, compared loosely enough for initials and either order. Threads: pure functions.

#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Folded family name and first initial: "Edward J. Hu" and "Hu, E. J." -> "hu|e"; a single name ->
/// "hu|". Particles stay with the family name when written "van der Maaten, Laurens".
std::string person_key(std::string_view name);

enum class PeopleMatch { kUnknown, kSame, kDifferent };

/// How much of the shorter list must be found in the other.
enum class PeopleRule {
  kHalf,  ///< At least half of it, and at least one.
  kMost,  ///< The same, and more than half or two people.
};

/// kUnknown when either list is empty. kSame when enough of the shorter list is found in the other
/// by family name, with given names that agree where both are written out, and initials that do
/// not contradict where one is not; kDifferent otherwise. A single "others" or "et al." entry is
/// ignored.
PeopleMatch compare_people(const std::vector<std::string>& a, const std::vector<std::string>& b,
                           PeopleRule rule = PeopleRule::kHalf);

}  // namespace assay
