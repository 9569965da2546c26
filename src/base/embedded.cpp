#include "base/embedded.h"

#include <cstddef>
#include <cstdint>

namespace assay {

std::string_view embedded_bytes(const char* begin, const char* end) noexcept {
  // The two symbols are separate objects to the compiler, so the distance is taken between
  // addresses.
  const auto length =
      reinterpret_cast<std::uintptr_t>(end) - reinterpret_cast<std::uintptr_t>(begin);
  return {begin, static_cast<std::size_t>(length)};
}

}  // namespace assay
