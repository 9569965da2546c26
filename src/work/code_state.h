#pragma once
/// What is known of a work's code beyond what its record says. Threads: plain values.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay {

/// What a look at a work's code, data and models has found (source/artefact.h): of several places
/// the best.
enum class CodeState : std::uint8_t {
  kUnseen,         ///< Nobody has looked, or nothing could be found out.
  kAliveLicensed,  ///< There, and under a licence.
  kAlive,          ///< There.
  kEmpty,          ///< There, with nothing in it.
  kMissing,        ///< Its link leads nowhere.
  kPromised,       ///< Nothing there, and the text says that it will come.
};
inline constexpr std::size_t kCodeStateCount = 6;
/// "unseen", "alive_licensed", "alive", ...
std::string_view code_state_name(CodeState state) noexcept;

}  // namespace assay
