#include "base/error.h"
#include "base/files.h"
#include "library/backup_internal.h"
#include "library/library.h"
#include "library/schema_internal.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace assay::library {
namespace {

constexpr int kPagesPerStep = 1024;

void copy_pages(Database& from, Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) {
    to.fail(sqlite3_errcode(to.handle()));
  }
  int result = SQLITE_OK;
  do {
    result = sqlite3_backup_step(backup, kPagesPerStep);
    if (result == SQLITE_BUSY || result == SQLITE_LOCKED) {
      sqlite3_sleep(10);
    }
  } while (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED);
  sqlite3_backup_finish(backup);
  if (result != SQLITE_DONE) {
    to.fail(result);
  }
}

void sync_file(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.is_open()) {
    ::fsync(fd.get());
  }
}

void remove_with_side_files(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ec;
    std::filesystem::remove(path + suffix, ec);
  }
}

}  // namespace

void check_database(Database& database) {
  const std::string integrity = database.query_text("PRAGMA integrity_check(1)");
  if (integrity != "ok") {
    throw Error(Errc::kCorrupt, "the library file is damaged: " + integrity, database.path(),
                "restore your last backup with `assay restore FILE`");
  }
  Statement foreign_keys(database, "PRAGMA foreign_key_check");
  if (foreign_keys.step()) {
    throw Error(Errc::kCorrupt,
                "a row of table " + foreign_keys.column_text(0) + " refers to nothing",
                database.path(), "restore your last backup with `assay restore FILE`");
  }
}

void copy_database(Database& database, const std::string& target) {
  const std::string temporary = target + ".part";
  remove_with_side_files(temporary);
  try {
    {
      Database copy(temporary, Database::Mode::kWrite);
      copy_pages(database, copy);
      // One file without side files, whatever mode the original is in.
      copy.execute("PRAGMA journal_mode = DELETE");
      check_database(copy);
    }
    sync_file(temporary);
    std::filesystem::rename(temporary, target);
  } catch (const std::filesystem::filesystem_error& error) {
    remove_with_side_files(temporary);
    throw io_error("cannot write the backup", target, error.code().value());
  } catch (...) {
    remove_with_side_files(temporary);
    throw;
  }
}

void restore(const std::filesystem::path& folder, const std::filesystem::path& backup) {
  if (!std::filesystem::is_regular_file(backup)) {
    throw Error(Errc::kNotFound, "no such backup", backup.string(), "check the path");
  }
  make_folders(folder);
  const std::optional<FileLock> lock = FileLock::try_acquire(folder / kLockFile);
  if (!lock) {
    throw locked_error(folder);
  }
  Database source(backup.string(), Database::Mode::kRead);
  is_current(source);  // an older one is migrated when it is next opened for writing
  check_database(source);
  const std::filesystem::path target = folder / kLibraryFile;
  const std::filesystem::path incoming = folder / "library.db.restored";
  copy_database(source, incoming.string());
  // What stands there now is kept beside it until the restored one has taken its place.
  const std::filesystem::path previous = folder / "library.db.before-restore";
  try {
    remove_with_side_files(previous.string());
    if (std::filesystem::exists(target)) {
      for (const char* suffix : {"-wal", "-shm", ""}) {
        if (std::filesystem::exists(target.string() + suffix)) {
          std::filesystem::rename(target.string() + suffix, previous.string() + suffix);
        }
      }
    }
    std::filesystem::rename(incoming, target);
  } catch (const std::filesystem::filesystem_error& error) {
    throw io_error("cannot put the restored library in place", target.string(),
                   error.code().value());
  }
}

}  // namespace assay::library
