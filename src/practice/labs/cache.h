#pragma once
/// What was compiled for labs, kept for the next check and bounded in size and age. All of it can
/// be built again: losing an entry costs a second. Threads: one a value; processes share a folder.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::practice {

/// What is kept at most: entries not used for longer go first, then those not used for the longest.
struct CacheBound {
  std::uintmax_t bytes = std::uintmax_t{256} << 20;
  std::chrono::hours unused = std::chrono::hours(24 * 30);
};

class BuildCache {
 public:
  /// An empty `folder` keeps nothing and has nothing.
  explicit BuildCache(std::filesystem::path folder, CacheBound bound = {});

  /// The bytes of an entry, which counts as used now.
  [[nodiscard]] std::optional<std::string> find(const std::string& key) const;
  /// Neither waits for the disk nor fails without it. `key` may name a file in an entry that is a
  /// folder: "prelude-1/lab.h".
  void keep(const std::string& key, std::string_view bytes) const;
  /// Marks an entry as used now.
  void touch(const std::string& key) const;
  /// Drops entries until the bound holds, but never `spared`. keep() does so itself.
  void prune(const std::string& spared = {}) const;
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  std::filesystem::path folder_;
  CacheBound bound_;
};

}  // namespace assay::practice
