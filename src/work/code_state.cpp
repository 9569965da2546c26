#include "work/code_state.h"

#include <array>

namespace assay {

std::string_view code_state_name(CodeState state) noexcept {
  static constexpr std::array<std::string_view, kCodeStateCount> kNames = {
      "unseen", "alive_licensed", "alive", "empty", "missing", "promised"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace assay
