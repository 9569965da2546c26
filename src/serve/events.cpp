#include "serve/events.h"

#include <fmt/format.h>

#include <utility>

namespace assay::serve {

std::size_t Events::add(Listener listener) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_, std::move(listener));
  return next_++;
}

void Events::remove(std::size_t id) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

void Events::send(std::string bytes) {
  const auto shared = std::make_shared<const std::string>(std::move(bytes));
  for (const auto& [id, listener] : listeners_) {
    listener(shared);
  }
}

void Events::publish(std::string_view event, std::string_view json) {
  const std::lock_guard lock(mutex_);
  send(fmt::format("id: {}\nevent: {}\ndata: {}\n\n", ++number_, event, json));
}

void Events::beat() {
  const std::lock_guard lock(mutex_);
  send(": still here\n\n");
}

std::size_t Events::listeners() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

}  // namespace assay::serve
