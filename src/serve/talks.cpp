#include "serve/talks.h"

#include "base/error.h"
#include "serve/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::serve {

void Talk::send(std::shared_ptr<const std::string> bytes) {
  const std::lock_guard lock(mutex_);
  if (listener_) {
    listener_(bytes);
  } else if (!stop_.load()) {
    unheard_.push_back(std::move(bytes));
  }
}

void Talk::say(std::string_view event, std::string_view json) {
  send(std::make_shared<const std::string>(fmt::format("event: {}\ndata: {}\n\n", event, json)));
}

void Talk::beat() {
  send(std::make_shared<const std::string>(": still here\n\n"));
}

void Talk::end() {
  send(nullptr);
}

void Talk::listen(Listener listener) {
  const std::lock_guard lock(mutex_);
  for (const auto& bytes : std::exchange(unheard_, {})) {
    listener(bytes);
  }
  listener_ = std::move(listener);
}

void Talk::leave() {
  stop_.store(true);
  const std::lock_guard lock(mutex_);
  listener_ = nullptr;
}

Talks::~Talks() {
  for (Running& one : running_) {
    one.talk->leave();
  }
  for (Running& one : running_) {
    one.thread.join();
  }
}

std::shared_ptr<Talk> Talks::begin(std::function<void(Talk&)> speak) {
  const std::lock_guard lock(mutex_);
  const auto over = std::partition(running_.begin(), running_.end(),
                                   [](const Running& one) { return !one.done->load(); });
  std::for_each(over, running_.end(), [](Running& one) { one.thread.join(); });
  running_.erase(over, running_.end());
  if (running_.size() >= kMostAtOnce) {
    throw Error(Errc::kLocked, "the helper is asked by several already", "",
                "try again when one of them has its answer");
  }
  Running one{std::make_shared<Talk>(), std::make_shared<std::atomic<bool>>(false), {}};
  one.thread = std::thread([talk = one.talk, done = one.done, speak = std::move(speak)] {
    try {
      speak(*talk);
    } catch (const Error& error) {
      talk->say("problem", problem(error).body);
    } catch (const std::exception& error) {
      talk->say("problem", problem(Error(Errc::kInternal, error.what())).body);
    }
    talk->end();
    done->store(true);
  });
  running_.push_back(std::move(one));
  return running_.back().talk;
}

void Talks::beat() {
  const std::lock_guard lock(mutex_);
  for (const Running& one : running_) {
    if (!one.done->load()) {
      one.talk->beat();
    }
  }
}

}  // namespace assay::serve
