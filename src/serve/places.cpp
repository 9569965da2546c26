#include "serve/places.h"

namespace assay::serve {

std::shared_ptr<const void> Places::take(const std::string& whose, std::size_t most) {
  {
    const std::lock_guard lock(mutex_);
    std::size_t& taken = taken_[whose];
    if (taken >= most) {
      if (taken == 0) {
        taken_.erase(whose);
      }
      return nullptr;
    }
    ++taken;
  }
  return {this,
          [places = shared_from_this(), whose](const void* /*unused*/) { places->leave(whose); }};
}

void Places::leave(const std::string& whose) {
  const std::lock_guard lock(mutex_);
  const auto found = taken_.find(whose);
  if (--found->second == 0) {
    taken_.erase(found);
  }
}

}  // namespace assay::serve
