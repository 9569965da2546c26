#pragma once
/// A file's bytes in memory without reading them first. Threads: const methods concurrent.

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace assay {

/// A read-only mapping of a whole file as it was when it was opened: replacing the file at its path
/// leaves the mapping as it is; a process that cuts the very file short would break it
/// (write_file_atomically never does).
class MappedFile {
 public:
  /// Throws kNotFound (nothing there) or kIo. `now`: ask the system to have all of it in memory at
  /// once, for files that will be read from end to end.
  explicit MappedFile(const std::filesystem::path& path, bool now = false);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::string_view bytes() const noexcept { return {data_, size_}; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Whether it is this file that lies at its path now, not another of that name.
  [[nodiscard]] bool is_current() const noexcept;

 private:
  std::filesystem::path path_;
  const char* data_ = nullptr;  ///< Null for an empty file.
  std::size_t size_ = 0;
  std::uint64_t device_ = 0;  ///< With inode_, its identity while it is mapped.
  std::uint64_t inode_ = 0;
};

}  // namespace assay
