#pragma once
/// Words for enumerators that count from 0, as stored and shown. Threads: pure functions.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace assay {

/// The enumerator whose word is `name`, exactly; nullopt when none is.
/// `names`: the word of enumerator i at place i. Cost: linear in `names`.
template <typename Enum, std::size_t N>
std::optional<Enum> parse_name(const std::array<std::string_view, N>& names,
                               std::string_view name) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

}  // namespace assay
