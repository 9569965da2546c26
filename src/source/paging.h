#pragma once
/// Pages that follow one another by Link headers. Private to the room. Threads: pure functions.

#include "source/fetcher.h"

#include <string>

namespace assay::source {

/// The next page's address as the Link header has it; "" at the end. Throws kInvalid when it leads
/// to another host than `base`, the service's address: a token would go there.
std::string next_page(const Response& response, const std::string& base);

/// `address` without slashes at its end.
std::string without_slash(std::string address);

}  // namespace assay::source
