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

/// kUnknown when either list is empty. kSame when at least half of the shorter list (and at least
/// one) is found in the other by family name with initials that do not contradict; kDifferent
/// otherwise. A single "others" or "et al." entry is ignored.
PeopleMatch compare_people(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace assay
