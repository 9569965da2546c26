#pragma once
/// How much of a field is read, and where its sentences begin. Threads: pure functions.

#include "identify/tokens.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Bytes of a field that are read.
inline constexpr std::size_t kFieldLimit = std::size_t{256} << 10U;

/// The text up to `most` bytes, cut on a character boundary.
inline std::string_view limited(std::string_view text, std::size_t most = kFieldLimit) {
  std::size_t size = std::min(text.size(), most);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

/// First token of the sentence of the first token for which speaks(i) holds: where the authors
/// begin to speak of their own work. 0 when they never do. Cost: linear.
template <typename Speaks>
std::uint32_t own_begin(const std::vector<Token>& tokens, const Speaks& speaks) {
  std::uint32_t begin = 0;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    begin = (tokens[i].flags & kStartsSentence) != 0 ? i : begin;
    if (speaks(i)) {
      return begin;
    }
  }
  return 0;
}

}  // namespace assay::identify
