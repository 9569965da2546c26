#pragma once
/// The rhetorical parts of an abstract: which sentences tell the problem, which the method, which
/// the results, so that works can be compared part by part ("same problem, another method").
/// Threads: plain values and pure functions; any number of threads at once.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

enum class Role : std::uint8_t {
  kProblem,  ///< Background, motivation, what is missing, the aim or question.
  kMethod,   ///< What was built, proposed, collected or done, and how it works.
  kResult,   ///< What was found, measured, proved, compared or released.
};
inline constexpr std::size_t kRoles = 3;

/// How far something speaks for each role, indexed by Role: each 0..1, together 1.
using RoleWeights = std::array<float, kRoles>;

/// One sentence: bytes [begin, end) of the abstract, on character boundaries, without white space
/// at the ends, never empty. Headings of structured abstracts ("Methods:") belong to no part.
struct Part {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  RoleWeights weights{};
  Role role = Role::kProblem;  ///< The greatest of `weights`.
};

/// The sentences of `abstract` in order, each with its roles. `title` may be empty; it tells the
/// names that the work gives to its own things. Under a heading that names a role, that role has
/// weight 1. Any bytes are safe: text that is not English gets weights from its place alone, and
/// ill-formed UTF-8 counts as letters. Of an abstract of 4 GiB or more the rest is not read.
/// Cost: linear in the text; some 20 µs for an abstract. docs/search.md tells the method.
std::vector<Part> split_parts(std::string_view title, std::string_view abstract);

/// The sentences whose likeliest role is `role`, in order, with a space between. When there are
/// none, the one sentence that speaks most for it; empty only when `parts` is empty.
/// Requires: `parts` from split_parts(…, abstract).
std::string part_text(std::span<const Part> parts, std::string_view abstract, Role role);

/// Weights of the part that the byte at `offset` is in, for a ranker that weighs words by where
/// they stand; between parts those of the next one, behind the last those of the last. Thirds when
/// there are no parts. Cost: logarithmic in the parts.
RoleWeights role_weights_at(std::span<const Part> parts, std::size_t offset) noexcept;

/// "problem", "method", "result", as `assay related --aspect` takes them.
std::string_view role_name(Role role) noexcept;
std::optional<Role> parse_role(std::string_view name) noexcept;

}  // namespace assay::search
