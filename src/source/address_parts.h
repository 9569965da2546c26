#pragma once
/// Parts of web addresses, taken and made. Private to the room. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay::source {

/// "https://host/path" -> "https://host".
std::string_view origin_of(std::string_view url);

/// `value` as it stands in an address: the unreserved characters of RFC 3986, section 2.3 and those
/// of `kept` as they are, all others as %XX.
std::string percent_encoded(std::string_view value, std::string_view kept = {});

}  // namespace assay::source
