#include "base/error.h"
#include "base/files.h"
#include "library/backup_internal.h"
#include "library/library.h"
#include "library/schema_internal.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

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
  std::string integrity = database.query_text("PRAGMA integrity_check(1)");
  if (integrity != "ok") {
    // "*** in database main ***", a line end, and what is wrong
    integrity.erase(0, integrity.find('\n') + 1);
    std::replace(integrity.begin(), integrity.end(), '\n', ' ');
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
  {
    const Fd probe(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!probe.is_open()) {
      throw io_error("cannot write the backup", target, errno);
    }
  }
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

void require_replaceable(const std::filesystem::path& target) {
  if (!std::filesystem::exists(target)) {
    return;
  }
  try {
    if (std::filesystem::is_regular_file(target)) {
      Database former(target.string(), Database::Mode::kRead);
      if (former.query_int("PRAGMA application_id") == kApplicationId) {
        return;
      }
    }
  } catch (const Error&) {
    // no database at all: refused below
  }
  throw Error(Errc::kInvalid, "there is something else than a backup", target.string(),
              "name a file that is not there yet, or a former backup");
}

namespace {

/// The first of "library.db.before-restore", "….before-restore-2" and so on that is free: what an
/// earlier restore kept is never written over.
std::filesystem::path free_name(const std::filesystem::path& folder) {
  const std::string name = (folder / "library.db.before-restore").string();
  std::filesystem::path path = name;
  for (int n = 2; std::filesystem::exists(path); ++n) {
    path = name + "-" + std::to_string(n);
  }
  return path;
}

/// Everything of `backup` is read before anything is changed.
void check_backup(Database& source) {
  try {
    is_current(source);  // an older one is migrated when it is next opened for writing
    check_database(source);
  } catch (const Error& error) {
    if (error.code() != Errc::kCorrupt) {
      throw;
    }
    throw Error(Errc::kCorrupt, "this is no whole backup: " + error.message(), source.path(),
                "choose another one; the library was left as it is");
  }
}

/// Keeps the library at `target` as `previous`. Its log is written into it first where that can be
/// done, so that a process killed half-way leaves it whole in its place.
void keep(const std::filesystem::path& target, const std::filesystem::path& previous) {
  try {
    Database(target.string(), Database::Mode::kWrite).execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Error&) {
    // It is damaged, which is why a backup takes its place.
  }
  for (const char* suffix : {"-wal", "-shm"}) {
    if (std::filesystem::exists(target.string() + suffix)) {
      std::filesystem::rename(target.string() + suffix, previous.string() + suffix);
    }
  }
  std::error_code ec;
  std::filesystem::create_hard_link(target, previous, ec);
  if (ec) {
    std::filesystem::rename(target, previous);  // a file system without links
  }
}

/// What is restored goes on with generations that another history has used as well.
void begin_lineage(const std::string& path) {
  Database database(path, Database::Mode::kWrite);
  database.execute("UPDATE meta SET value = random() WHERE key = 'lineage'");
}

}  // namespace

namespace {

/// The N of "library.db.vN.bak"; nullopt for any other name.
std::optional<std::int64_t> schema_of_copy(std::string_view name) {
  constexpr std::string_view kBefore = "library.db.v";
  constexpr std::string_view kAfter = ".bak";
  if (!name.starts_with(kBefore) || !name.ends_with(kAfter) ||
      name.size() <= kBefore.size() + kAfter.size()) {
    return std::nullopt;
  }
  const char* begin = name.data() + kBefore.size();
  const char* end = name.data() + name.size() - kAfter.size();
  std::int64_t version = 0;
  const auto [stopped, error] = std::from_chars(begin, end, version);
  return error == std::errc() && stopped == end ? std::optional(version) : std::nullopt;
}

}  // namespace

std::vector<KeptCopy> kept_copies(const std::filesystem::path& folder) {
  std::vector<KeptCopy> copies;
  std::error_code ec;
  std::filesystem::directory_iterator entries(folder, ec);
  for (; !ec && entries != std::filesystem::directory_iterator(); entries.increment(ec)) {
    const std::filesystem::directory_entry& entry = *entries;
    const std::string name = entry.path().filename().string();
    const bool migrated = schema_of_copy(name).has_value();
    const bool restored = name.starts_with("library.db.before-restore") &&
                          !name.ends_with("-wal") && !name.ends_with("-shm");
    if (migrated || restored) {
      std::error_code gone;
      const std::uintmax_t bytes = entry.file_size(gone);
      copies.push_back({entry.path(), gone ? 0 : bytes});
    }
  }
  std::sort(copies.begin(), copies.end(),
            [](const KeptCopy& a, const KeptCopy& b) { return a.path < b.path; });
  return copies;
}

void remove_older_copies(const std::string& database, std::int64_t version) {
  // Two are kept: were the migration before this one at fault, its copy is the way back.
  std::optional<std::int64_t> before;
  const std::vector<KeptCopy> copies = kept_copies(std::filesystem::path(database).parent_path());
  for (const KeptCopy& copy : copies) {
    const auto schema = schema_of_copy(copy.path.filename().string());
    if (schema && *schema < version) {
      before = std::max(before.value_or(*schema), *schema);
    }
  }
  for (const KeptCopy& copy : copies) {
    const auto schema = schema_of_copy(copy.path.filename().string());
    if (schema && before && *schema < *before) {
      std::error_code ec;
      std::filesystem::remove(copy.path, ec);
    }
  }
}

std::filesystem::path restore(const std::filesystem::path& folder,
                              const std::filesystem::path& backup) {
  if (!std::filesystem::is_regular_file(backup)) {
    throw Error(Errc::kNotFound, "no such backup", backup.string(), "check the path");
  }
  make_folders(folder);
  const std::optional<FileLock> lock = FileLock::try_acquire(folder / kLockFile);
  if (!lock) {
    throw locked_error(folder);
  }
  const std::filesystem::path target = folder / kLibraryFile;
  std::error_code ec;
  if (std::filesystem::equivalent(backup, target, ec)) {
    throw Error(Errc::kInvalid, "this is the library itself", backup.string(),
                "name a file made by `assay backup`");
  }
  Database source(backup.string(), Database::Mode::kRead);
  check_backup(source);
  const std::filesystem::path incoming = folder / "library.db.restored";
  copy_database(source, incoming.string());
  begin_lineage(incoming.string());
  std::filesystem::path previous;
  try {
    if (std::filesystem::exists(target)) {
      previous = free_name(folder);
      keep(target, previous);
    }
    std::filesystem::rename(incoming, target);
  } catch (const std::filesystem::filesystem_error& error) {
    throw io_error("cannot put the restored library in place", target.string(),
                   error.code().value());
  }
  return previous;
}

}  // namespace assay::library
