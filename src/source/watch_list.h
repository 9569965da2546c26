#pragma once
/// The cursor of a list of things that a sync visits one after the other, each in one page or in
/// several: {"of": {NAME: what is kept of it}, "all": what is kept of all, "at": NAME, "page":
/// ADDRESS}. Private to the room.
/// Threads: one thread.

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace assay::source {

/// Names between commas or blanks, each once: the value of an option such as "repos".
std::vector<std::string> listed_names(const std::string& value);

class WatchList {
 public:
  /// Stands at the thing where `cursor` was left off, else at the first. What is kept of things
  /// that are no longer in `names` is dropped. Requires: `names` is not empty. Throws kCorrupt.
  WatchList(const std::string& cursor, const std::string& source, std::vector<std::string> names);

  /// What is to be read now.
  [[nodiscard]] const std::string& name() const noexcept { return names_[at_]; }
  /// The address of its page to go on with; "" for its first.
  [[nodiscard]] const std::string& page() const noexcept { return page_; }
  /// What is kept of it: an object.
  [[nodiscard]] nlohmann::json& kept() noexcept { return of_[names_[at_]]; }

  /// What is kept of the service: an object.
  [[nodiscard]] nlohmann::json& all() noexcept { return all_; }

  /// Another page of the same thing is there.
  void go_on(std::string page) { page_ = std::move(page); }
  /// The thing is read to its end: on to the next.
  void finish();

  /// Whether anything is left in this sync.
  [[nodiscard]] bool more() const noexcept { return !ended_; }
  [[nodiscard]] std::string cursor() const;

 private:
  std::vector<std::string> names_;
  nlohmann::json of_ = nlohmann::json::object();
  nlohmann::json all_ = nlohmann::json::object();
  std::size_t at_ = 0;
  std::string page_;
  bool ended_ = false;
};

}  // namespace assay::source
