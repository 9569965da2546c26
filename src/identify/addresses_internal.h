#pragma once
/// Web addresses in running text. Threads: pure functions.

#include <cstdint>
#include <string_view>

namespace assay::identify {

/// Bytes of an address on either side of what it was found by.
inline constexpr std::uint32_t kAddressBytes = 2048;

/// Widens [begin, end), on character boundaries of `text`, to the address that it is part of.
/// Blanks, brackets, quotes of any script, ellipses and full-width punctuation end it; marks that
/// end a sentence are not part of it. Ensures: still on character boundaries.
void widen_address(std::string_view text, std::uint32_t& begin, std::uint32_t& end);

}  // namespace assay::identify
