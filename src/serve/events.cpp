#include "serve/events.h"

#include <fmt/format.h>

#include <utility>

namespace assay::serve {

std::size_t Events::add(Listener listener, std::string account, std::string reader) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_, Ear{std::move(listener), std::move(account), std::move(reader)});
  return next_++;
}

void Events::remove(std::size_t id) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

void Events::send(std::string_view event, std::string_view json,
                  const std::function<bool(const Ear&)>& is_meant) {
  const auto shared = std::make_shared<const std::string>(
      fmt::format("id: {}\nevent: {}\ndata: {}\n\n", ++number_, event, json));
  for (const auto& [id, ear] : listeners_) {
    if (is_meant(ear)) {
      ear.hear(shared);
    }
  }
}

void Events::publish(std::string_view event, std::string_view json) {
  const std::lock_guard lock(mutex_);
  send(event, json, [](const Ear& /*ear*/) { return true; });
}

void Events::publish_to(std::string_view event, std::string_view json, const std::string& account) {
  const std::lock_guard lock(mutex_);
  send(event, json, [&](const Ear& ear) { return ear.account.empty() || ear.account == account; });
}

void Events::publish_as(std::string_view event, std::string_view json, const std::string& reader) {
  const std::lock_guard lock(mutex_);
  send(event, json, [&](const Ear& ear) { return ear.reader == reader; });
}

void Events::beat() {
  const std::lock_guard lock(mutex_);
  const auto bytes = std::make_shared<const std::string>(": still here\n\n");
  for (const auto& [id, ear] : listeners_) {
    ear.hear(bytes);
  }
}

std::size_t Events::listeners() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

std::set<std::string> Events::readers() const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> out;
  for (const auto& [id, ear] : listeners_) {
    out.insert(ear.reader);
  }
  return out;
}

}  // namespace assay::serve
