#include "base/files.h"

#include "base/error.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace assay {
namespace {

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      throw io_error("cannot write file", path.string(), errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.is_open()) {
    ::fsync(fd.get());
  }
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) {
      ::close(fd_);
    }
    fd_ = other.release();
  }
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

int Fd::release() noexcept {
  return std::exchange(fd_, -1);
}

std::string read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    throw io_error("cannot open file", path.string(), errno);
  }
  std::string out;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      throw io_error("cannot read file", path.string(), errno);
    }
    if (n == 0) {
      return out;
    }
    if (out.size() + static_cast<std::size_t>(n) > limit_bytes) {
      throw Error(Errc::kLimit, "file is too large", path.string(),
                  "at most " + std::to_string(limit_bytes) + " bytes are read here");
    }
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  std::string temporary = path.string() + ".XXXXXX";
  const Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.is_open()) {
    throw io_error("cannot write file", path.string(), errno);
  }
  try {
    ::fchmod(fd.get(), mode);
    write_all(fd.get(), bytes, path);
    if (::fsync(fd.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
      throw io_error("cannot write file", path.string(), errno);
    }
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

void make_folders(const std::filesystem::path& path) {
  std::error_code ec;
  std::filesystem::create_directories(path, ec);
  if (ec) {
    throw io_error("cannot make folder", path.string(), ec.value());
  }
}

namespace {

/// Of the folder behind a descriptor.
std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> all(::fdopendir(::dup(folder)), ::closedir);
  if (all != nullptr) {
    ::rewinddir(all.get());
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this thread's own
    while (const dirent* entry = ::readdir(all.get())) {
      if (const std::string name = entry->d_name; name != "." && name != "..") {
        names.push_back(name);
      }
    }
  }
  return names;
}

/// Lets its owner into a folder. Where that cannot be, what is in it stays and is told later.
void unlock(int folder, const std::string& name) {
  [[maybe_unused]] const int ignored = ::fchmodat(folder, name.c_str(), S_IRWXU, 0);
}

/// Takes away one level of folders: what is a folder in them comes up, all else goes. False when
/// nothing could be taken away.
bool take_level(int top, std::size_t& named) {
  bool any = false;
  for (const std::string& name : names_in(top)) {
    if (::unlinkat(top, name.c_str(), 0) == 0) {
      any = true;
      continue;
    }
    unlock(top, name);
    const Fd inner(::openat(top, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    for (const std::string& below :
         inner.is_open() ? names_in(inner.get()) : std::vector<std::string>()) {
      if (::unlinkat(inner.get(), below.c_str(), 0) != 0) {
        unlock(inner.get(), below);
        const std::string up = "level-" + std::to_string(++named);
        ::renameat(inner.get(), below.c_str(), top, up.c_str());
      }
    }
    any = ::unlinkat(top, name.c_str(), AT_REMOVEDIR) == 0 || any;
  }
  return any;
}

/// For what std::filesystem cannot remove: folders that are locked, or nested deeper than it has
/// descriptors.
void remove_stubborn(const std::filesystem::path& path) {
  const Fd top(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  std::size_t named = 0;
  while (top.is_open() && take_level(top.get(), named)) {
  }
  ::rmdir(path.c_str());
}

}  // namespace

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "assay-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw io_error("cannot make a temporary folder", name, errno);
  }
  path_ = name;
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir::~TempDir() {
  if (!path_.empty()) {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
    if (ec) {
      remove_stubborn(path_);
    }
  }
}

std::optional<FileLock> FileLock::try_acquire(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd.is_open()) {
    throw io_error("cannot open lock file", path.string(), errno);
  }
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return std::nullopt;
    }
    throw io_error("cannot lock file", path.string(), errno);
  }
  return FileLock(std::move(fd));
}

}  // namespace assay
