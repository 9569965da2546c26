#include "base/mapped_file.h"

#include "base/error.h"
#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace assay {

MappedFile::MappedFile(const std::filesystem::path& path, bool now) : path_(path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT) {
      throw Error(Errc::kNotFound, "there is no such file", path.string());
    }
    throw io_error("cannot open the file", path.string(), errno);
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) {
    throw io_error("cannot open the file", path.string(), errno);
  }
  device_ = info.st_dev;
  inode_ = info.st_ino;
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) {
    return;  // nothing to map, and the system refuses to
  }
  void* data =
      ::mmap(nullptr, size_, PROT_READ, MAP_SHARED | (now ? MAP_POPULATE : 0), fd.get(), 0);
  if (data == MAP_FAILED) {
    throw io_error("cannot map the file", path.string(), errno);
  }
  data_ = static_cast<const char*>(data);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): munmap's type
    ::munmap(const_cast<char*>(data_), size_);
  }
}

bool MappedFile::is_current() const noexcept {
  struct stat info {};
  return ::stat(path_.c_str(), &info) == 0 && info.st_dev == device_ && info.st_ino == inode_;
}

}  // namespace assay
