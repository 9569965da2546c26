#include "base/error.h"
#include "library/database_internal.h"

#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

namespace assay::library {
namespace {

constexpr int kBusyTimeoutMs = 5000;

int open_handle(const std::string& path, int flags, sqlite3** handle) {
  return sqlite3_open_v2(path.c_str(), handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                         nullptr);
}

/// "file:PATH?immutable=1" with the characters that a URI gives a meaning escaped.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    switch (c) {
      case '%':
        uri += "%25";
        break;
      case '?':
        uri += "%3f";
        break;
      case '#':
        uri += "%23";
        break;
      default:
        uri += c;
    }
  }
  return uri + "?immutable=1";
}

bool can_be_read(sqlite3* handle) {
  return sqlite3_exec(handle, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr) ==
         SQLITE_OK;
}

/// A process died while the file was being made, and left a journal that only one who may write can
/// take back.
bool needs_rollback(sqlite3* handle) {
  return sqlite3_extended_errcode(handle) == SQLITE_READONLY_ROLLBACK;
}

/// Takes back what a killed process left half done; harmless when another does so at once.
void roll_back(const std::string& path) {
  sqlite3* handle = nullptr;
  if (open_handle(path, SQLITE_OPEN_READWRITE, &handle) == SQLITE_OK) {
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    static_cast<void>(can_be_read(handle));
  }
  sqlite3_close(handle);
}

}  // namespace

Database::Database(const std::string& path, Mode mode) : path_(path) {
  const int flags =
      mode == Mode::kWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  int result = open_handle(path, flags, &handle_);
  bool readable = mode == Mode::kWrite || result != SQLITE_OK || can_be_read(handle_);
  if (!readable && needs_rollback(handle_)) {
    roll_back(path);
    readable = can_be_read(handle_);
  }
  if (!readable && ::access(std::filesystem::path(path).parent_path().c_str(), W_OK) != 0 &&
      !std::filesystem::exists(path + "-wal")) {
    // A folder that we may not write to: the shared-memory file of WAL cannot be made, and since
    // nobody else can write there either, the file may be read as it lies.
    sqlite3_close(handle_);
    handle_ = nullptr;
    result = open_handle(immutable_uri(path), flags, &handle_);
  }
  if (result != SQLITE_OK) {
    const int extended = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
    sqlite3_close(handle_);
    handle_ = nullptr;
    throw io_error("cannot open the library", path, extended != 0 ? extended : EIO);
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

void Database::fail(int result_code) const {
  const std::string message = sqlite3_errmsg(handle_);
  if (result_code == SQLITE_READONLY_ROLLBACK) {
    throw Error(Errc::kIo, "the library was not finished being made", path_,
                "open it once where you may write to its folder");
  }
  switch (result_code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error(Errc::kCorrupt, "the library file is damaged: " + message, path_,
                  "run `assay doctor`, and `assay restore FILE` with your last backup");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(Errc::kLocked, "the library is locked by another writer", path_,
                  "wait until it has finished");
    case SQLITE_FULL:
      throw io_error("cannot write to the library", path_, ENOSPC);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw io_error("cannot write to the library", path_, EACCES);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: {
      const int system = sqlite3_system_errno(handle_);
      throw io_error("cannot read or write the library (" + message + ")", path_,
                     system != 0 ? system : EIO);
    }
    default:
      throw Error(Errc::kInternal, "the library refused a statement: " + message, path_,
                  "please report this");
  }
}

void Database::execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) {
    fail(result);
  }
}

std::int64_t Database::query_int(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.column_int(0) : 0;
}

std::string Database::query_text(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.column_text(0) : std::string();
}

std::int64_t Database::last_insert_id() const noexcept {
  return sqlite3_last_insert_rowid(handle_);
}

bool Database::in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_) == 0;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (result != SQLITE_OK) {
    database.fail(result);
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
  return *this;
}

Statement& Statement::bind(int index, double value) {
  sqlite3_bind_double(statement_, index, value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view value) {
  // A null pointer would bind NULL; an empty view may carry one.
  const char* data = value.data() == nullptr ? "" : value.data();
  const int result =
      sqlite3_bind_text(statement_, index, data, static_cast<int>(value.size()), SQLITE_STATIC);
  if (result != SQLITE_OK) {
    database_.fail(result);
  }
  return *this;
}

Statement& Statement::bind_null(int index) {
  sqlite3_bind_null(statement_, index);
  return *this;
}

Statement& Statement::bind_text_or_null(int index, std::string_view value) {
  return value.empty() ? bind_null(index) : bind(index, value);
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) {
    return true;
  }
  if (result == SQLITE_DONE) {
    return false;
  }
  sqlite3_reset(statement_);
  database_.fail(result);
}

void Statement::run() {
  const Resetting resetting(*this);
  while (step()) {
  }
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_);
}

std::int64_t Statement::column_int(int index) const noexcept {
  return sqlite3_column_int64(statement_, index);
}

double Statement::column_double(int index) const noexcept {
  return sqlite3_column_double(statement_, index);
}

std::string Statement::column_text(int index) const {
  const unsigned char* text = sqlite3_column_text(statement_, index);
  if (text == nullptr) {
    return {};
  }
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
}

bool Statement::column_is_null(int index) const noexcept {
  return sqlite3_column_type(statement_, index) == SQLITE_NULL;
}

}  // namespace assay::library
