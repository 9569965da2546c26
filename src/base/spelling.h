#pragma once
/// How near two words are, and letters as those write them who lack them. Threads: pure functions.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace assay {

/// Bytes to insert, remove, change, or swap with their neighbour to make one word of the other
/// (optimal string alignment, no byte edited twice); `limit` + 1 when it is more than `limit`.
/// Cost: the product of the lengths; no memory is taken for words of up to 64 bytes.
std::size_t edit_distance(std::string_view a, std::string_view b,
                          std::size_t limit = std::numeric_limits<std::size_t>::max() - 1);

/// A lower-case letter that Unicode does not take apart, as it is written without its stroke:
/// "Łukasz" is also "Lukasz". Empty for all others. `code`: a Unicode code point.
std::string_view plain_letter(std::int32_t code) noexcept;

}  // namespace assay
