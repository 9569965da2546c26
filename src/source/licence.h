#pragma once
/// Licences told by their words. Private to the room. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay::source {

/// The SPDX id of a licence by its text: "MIT", "Apache-2.0" ...; "" for one that is not known.
std::string licence_of_text(std::string_view text);

}  // namespace assay::source
