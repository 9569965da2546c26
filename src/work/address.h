#pragma once
/// What an address is, before anybody opens it. Threads: pure functions.

#include <string_view>

namespace assay {

/// Whether opening `url` would run it or show what it holds itself instead of leading anywhere:
/// "javascript:", "data:" and their like, however they are hidden (case, blanks, control
/// characters, which browsers leave out: WHATWG URL, "basic URL parser").
bool is_active_address(std::string_view url);

}  // namespace assay
