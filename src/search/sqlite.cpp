#include "base/error.h"
#include "search/checksum_internal.h"
#include "search/sqlite_internal.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

namespace assay::search {

void throw_sqlite(sqlite3* db, int code, const std::string& path) {
  const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
  const int primary = code & 0xFF;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_FORMAT ||
      extended == SQLITE_IOERR_DATA || extended == SQLITE_IOERR_SHORT_READ ||
      extended == SQLITE_IOERR_CORRUPTFS || code == SQLITE_IOERR_DATA) {
    throw Error(Errc::kCorrupt, "the search index is damaged", path,
                "it is rebuilt from the library by the next command that writes");
  }
  if (primary == SQLITE_FULL) {
    throw io_error("cannot write the search index", path, ENOSPC);
  }
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
    throw Error(Errc::kLocked, "another process writes the search index", path,
                "wait until it is done");
  }
  if (primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY || primary == SQLITE_PERM ||
      primary == SQLITE_IOERR) {
    const int os_error = db != nullptr ? sqlite3_system_errno(db) : 0;
    throw io_error("cannot use the search index", path, os_error != 0 ? os_error : EIO);
  }
  if (primary == SQLITE_NOMEM) {
    throw Error(Errc::kLimit, "the search index needs more memory than there is", path);
  }
  throw Error(
      Errc::kInternal,
      std::string("search index: ") + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code)),
      path);
}

namespace {

/// A file that cannot be read in WAL mode because its folder may not be written to, so that the
/// shared-memory file cannot be made. Since nobody can write there, it may be read as it lies.
bool is_fixed(sqlite3* db, const std::string& path) {
  const int code =
      sqlite3_exec(db, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr);
  return code != SQLITE_OK &&
         ::access(std::filesystem::path(path).parent_path().c_str(), W_OK) != 0 &&
         !std::filesystem::exists(path + "-wal");
}

/// "file:PATH?immutable=1" with the characters that a URI gives a meaning escaped.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += c == '%' ? "%25" : (c == '?' ? "%3f" : "%23");
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

Connection::Connection(std::string path, int flags) : path_(std::move(path)) {
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(path_.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, checksum_vfs_name());
  db_.reset(db);
  if (code == SQLITE_OK && (flags & SQLITE_OPEN_READONLY) != 0 && is_fixed(db, path_)) {
    db = nullptr;
    code = sqlite3_open_v2(immutable_uri(path_).c_str(), &db,
                           flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, checksum_vfs_name());
    db_.reset(db);
  }
  if (code != SQLITE_OK) {
    throw_sqlite(db, code, path_);
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 5000);
  // The file may have been damaged on purpose.
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
}

void Connection::run(const char* sql) const {
  check(sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr));
}

void Connection::check(int code) const {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
    throw_sqlite(db_.get(), code, path_);
  }
}

Statement::Statement(const Connection& connection, std::string_view sql)
    : connection_(&connection) {
  sqlite3_stmt* statement = nullptr;
  connection.check(sqlite3_prepare_v3(connection.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  statement_.reset(statement);
}

Statement& Statement::bind(int index, std::int64_t value) {
  connection_->check(sqlite3_bind_int64(statement_.get(), index, value));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  connection_->check(
      sqlite3_bind_text64(statement_.get(), index, data, text.size(), nullptr, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  connection_->check(sqlite3_bind_blob64(
      statement_.get(), index, bytes.data() != nullptr ? bytes.data() : "", bytes.size(), nullptr));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code != SQLITE_DONE) {
    // The error must be read before the reset clears it.
    try {
      connection_->check(code);
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_.get());
}

std::int64_t Statement::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const noexcept {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const char*>(data), data == nullptr ? 0 : static_cast<std::size_t>(size)};
}

}  // namespace assay::search
