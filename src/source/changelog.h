#pragma once
/// What a changelog tells of a version. Private to the room. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay::source {

/// "v1.2.3" -> "1.2.3", "jax-v0.4.1" -> "0.4.1"; "" for a tag without a version of at least two
/// numbers.
std::string version_of_tag(std::string_view tag);

/// What a changelog tells of a version, as plain text, at most 64 KiB; "" when it has no heading
/// with it.
std::string changelog_section(std::string_view changelog, std::string_view version);

}  // namespace assay::source
