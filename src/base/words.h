#pragma once
/// Small phrases that many rooms print. Threads: pure functions.

#include "base/text.h"

#include <string>
#include <string_view>

namespace assay {

/// "1 note", "2,000 notes"; `word` takes an s.
inline std::string counted(std::uint64_t count, std::string_view word) {
  return with_commas(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

}  // namespace assay
