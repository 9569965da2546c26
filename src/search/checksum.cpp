#include "base/error.h"
#include "base/text.h"
#include "search/checksum_internal.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

namespace assay::search {
namespace {

constexpr std::size_t kBody = kPageSize - kChecksumBytes;

/// What SQLite allocates for an open file: our head, then the file of the layer below.
struct File {
  sqlite3_file base;
  bool pages;  ///< The database itself, not its log.
};

sqlite3_file* below(sqlite3_file* file) noexcept {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
}
const sqlite3_io_methods* methods_below(sqlite3_file* file) noexcept {
  return below(file)->pMethods;
}
sqlite3_vfs* vfs_below(sqlite3_vfs* vfs) noexcept {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

std::uint64_t checksum(const void* page, sqlite3_int64 offset) noexcept {
  return hash64({static_cast<const char*>(page), kBody},
                static_cast<std::uint64_t>(offset) / kPageSize + 1);
}

std::uint64_t stored(const void* page) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, static_cast<const char*>(page) + kBody, sizeof(value));
  return value;
}

bool is_page(const File* file, int size, sqlite3_int64 offset) noexcept {
  return file->pages && size == kPageSize && offset % kPageSize == 0;
}

extern "C" {

int file_close(sqlite3_file* file) {
  return methods_below(file)->xClose(below(file));
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods_below(file)->xFileSize(below(file), size);
}

int file_read(sqlite3_file* file, void* buffer, int size, sqlite3_int64 offset) {
  const int code = methods_below(file)->xRead(below(file), buffer, size, offset);
  const auto* self = reinterpret_cast<const File*>(file);
  if (!self->pages || size < 512) {
    return code;
  }
  if (code == SQLITE_IOERR_SHORT_READ) {
    // Behind the end is no page; a piece of a page is damage.
    sqlite3_int64 end = 0;
    return file_size(file, &end) == SQLITE_OK && offset < end ? SQLITE_IOERR_DATA : code;
  }
  if (code != SQLITE_OK) {
    return code;
  }
  // A size of another kind means that the head of the file is damaged.
  return is_page(self, size, offset) && stored(buffer) == checksum(buffer, offset)
             ? SQLITE_OK
             : SQLITE_IOERR_DATA;
}

int file_write(sqlite3_file* file, const void* buffer, int size, sqlite3_int64 offset) {
  if (!is_page(reinterpret_cast<const File*>(file), size, offset)) {
    return methods_below(file)->xWrite(below(file), buffer, size, offset);
  }
  std::array<char, kPageSize> page;
  std::memcpy(page.data(), buffer, kBody);
  const std::uint64_t sum = checksum(buffer, offset);
  std::memcpy(page.data() + kBody, &sum, sizeof(sum));
  return methods_below(file)->xWrite(below(file), page.data(), size, offset);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
  return methods_below(file)->xTruncate(below(file), size);
}
int file_sync(sqlite3_file* file, int flags) {
  return methods_below(file)->xSync(below(file), flags);
}
int file_lock(sqlite3_file* file, int level) {
  return methods_below(file)->xLock(below(file), level);
}
int file_unlock(sqlite3_file* file, int level) {
  return methods_below(file)->xUnlock(below(file), level);
}
int file_check_reserved(sqlite3_file* file, int* result) {
  return methods_below(file)->xCheckReservedLock(below(file), result);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return methods_below(file)->xFileControl(below(file), operation, argument);
}
int file_sector_size(sqlite3_file* file) {
  return methods_below(file)->xSectorSize(below(file));
}
int file_characteristics(sqlite3_file* file) {
  return methods_below(file)->xDeviceCharacteristics(below(file));
}
int file_shm_map(sqlite3_file* file, int page, int size, int extend, volatile void** out) {
  return methods_below(file)->xShmMap(below(file), page, size, extend, out);
}
int file_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods_below(file)->xShmLock(below(file), offset, count, flags);
}
void file_shm_barrier(sqlite3_file* file) {
  methods_below(file)->xShmBarrier(below(file));
}
int file_shm_unmap(sqlite3_file* file, int remove) {
  return methods_below(file)->xShmUnmap(below(file), remove);
}

int vfs_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  // Version 2: shared memory for the log, no memory mapping, which would pass us by.
  static const sqlite3_io_methods kMethods = {
      2,
      file_close,
      file_read,
      file_write,
      file_truncate,
      file_sync,
      file_size,
      file_lock,
      file_unlock,
      file_check_reserved,
      file_control,
      file_sector_size,
      file_characteristics,
      file_shm_map,
      file_shm_lock,
      file_shm_barrier,
      file_shm_unmap,
      nullptr,
      nullptr,
  };
  File* self = new (file) File{};
  self->pages = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  below(file)->pMethods = nullptr;
  sqlite3_vfs* lower = vfs_below(vfs);
  const int code = lower->xOpen(lower, name, below(file), flags, out_flags);
  file->pMethods = below(file)->pMethods != nullptr ? &kMethods : nullptr;
  return code;
}

}  // extern "C"

const char* register_layer() {
  static constexpr const char* kName = "assay-index";
  sqlite3_vfs* lower = sqlite3_vfs_find(nullptr);
  if (lower == nullptr) {
    throw Error(Errc::kInternal, "SQLite has no file layer");
  }
  static sqlite3_vfs layer = *lower;  // the layer below serves everything but files
  layer.szOsFile = static_cast<int>(sizeof(File)) + lower->szOsFile;
  layer.pNext = nullptr;
  layer.zName = kName;
  layer.pAppData = lower;
  layer.xOpen = vfs_open;
  if (sqlite3_vfs_register(&layer, 0) != SQLITE_OK) {
    throw Error(Errc::kInternal, "SQLite refuses the file layer");
  }
  return kName;
}

}  // namespace

const char* checksum_vfs_name() {
  static const char* const kName = register_layer();
  return kName;
}

}  // namespace assay::search
