#pragma once
/// Files and folders: whole-file reads, durable atomic writes, temporary folders, a process lock.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// A file descriptor that is closed when it goes out of scope. Move-only; one thread.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd();
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  int release() noexcept;

 private:
  int fd_ = -1;
};

/// Whole contents of a file. Throws kIo (missing, unreadable) or kLimit above `limit_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::size_t limit_bytes = std::size_t{1} << 30);

/// Replaces a file durably: temporary file beside it, fsync, rename, fsync of the folder.
/// After a failure the old file is unchanged. `mode`: its permissions, which it never exceeds even
/// while it is written. Throws kIo.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           mode_t mode = 0644);
/// Of permissions for its owner alone.
inline constexpr mode_t kPrivate = 0600;

/// Makes a folder and its parents. Throws kIo with the path that failed.
void make_folders(const std::filesystem::path& path);

/// A folder under the system's temporary place, removed with all it holds at the end. Move-only.
class TempDir {
 public:
  TempDir();
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&&) = delete;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// An advisory exclusive lock on a file (flock), held until destroyed, freed by the kernel when the
/// process dies. The file stays. Move-only.
class FileLock {
 public:
  /// nullopt at once when another process holds it; throws kIo when the file cannot be made.
  static std::optional<FileLock> try_acquire(const std::filesystem::path& path);

 private:
  explicit FileLock(Fd fd) : fd_(static_cast<Fd&&>(fd)) {}
  Fd fd_;
};

}  // namespace assay
