#pragma once
/// Bodies that are files: they go to the disk as they come, never into memory. What was sent to
/// /api/v1/files is kept for a while, so that several questions may be asked of one file.
/// Threads: internally locked.

#include "base/files.h"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace assay::serve {

/// So many bytes may be sent to this address as a file; 0 where the body is no file.
std::uint64_t upload_limit(std::string_view method, std::string_view target) noexcept;

struct Upload {
  std::string id;  ///< "f1"
  std::filesystem::path file;
  std::shared_ptr<const TempDir> folder;
  std::uint64_t bytes = 0;
  std::string account;  ///< Who sent it.
};

class Uploads {
 public:
  /// Keeps the last kMost; an older one is removed once nobody reads it any more.
  static constexpr std::size_t kMost = 8;
  Upload keep(const std::filesystem::path& file, std::shared_ptr<const TempDir> folder,
              const std::string& account);
  /// Throws kNotFound, also for what an `account` (not "") has not sent itself.
  Upload require(const std::string& id, const std::string& account);

 private:
  std::mutex mutex_;
  std::deque<Upload> kept_;  // guarded by mutex_
  std::uint64_t next_ = 1;   // guarded by mutex_
};

}  // namespace assay::serve
