#include "base/error.h"
#include "base/files.h"
#include "search/checksum_internal.h"
#include "search/store_internal.h"

#include <fmt/format.h>

namespace assay::search {
namespace {

std::int64_t read_pragma(const Connection& connection, std::string_view sql) {
  Statement statement(connection, sql);
  return statement.step() ? statement.integer(0) : 0;
}

bool is_empty(const Connection& connection) {
  return read_pragma(connection, "SELECT count(*) FROM sqlite_schema") == 0;
}

void create(const Connection& connection) {
  int reserved = kChecksumBytes;
  sqlite3_file_control(connection.get(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  connection.run(fmt::format("PRAGMA page_size={}", kPageSize).c_str());
  connection.run("PRAGMA journal_mode=WAL");
  connection.run("BEGIN IMMEDIATE");
  connection.run(
      "CREATE VIRTUAL TABLE fts USING fts5(title, abstract, text, authors, organisations, venue,"
      " sources, content='', columnsize=0, detail=full, tokenize='assay');"
      "INSERT INTO fts(fts, rank) VALUES('pgsz', 4000);"
      "INSERT INTO fts(fts, rank) VALUES('hashsize', 2097152);"
      "INSERT INTO fts(fts, rank) VALUES('automerge', 16);"
      "INSERT INTO fts(fts, rank) VALUES('crisismerge', 64);"
      "CREATE TABLE state(id INTEGER PRIMARY KEY, generation INTEGER, serial INTEGER,"
      " docs INTEGER, alive INTEGER, positions INTEGER);"
      "INSERT INTO state VALUES(1, 0, 0, 0, 0, 0);"
      "CREATE TABLE columns(row INTEGER PRIMARY KEY, data BLOB);"
      "CREATE TABLE works(work INTEGER PRIMARY KEY, doc INTEGER);"
      "CREATE TABLE words(word TEXT PRIMARY KEY) WITHOUT ROWID;");
  connection.run(fmt::format("PRAGMA application_id={}", kApplicationId).c_str());
  connection.run(fmt::format("PRAGMA user_version={}", kFormatVersion).c_str());
  connection.run("COMMIT");
}

Connection open(const std::filesystem::path& folder, bool write) {
  const std::filesystem::path file = folder / "fts.db";
  if (write) {
    make_folders(folder);
  } else if (std::error_code error; !std::filesystem::exists(file, error)) {
    throw Error(Errc::kNotFound, "there is no search index", file.string(),
                "it is built from the library by the next command that writes");
  }
  Connection connection(file.string(),
                        write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  connection.run("PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF; PRAGMA mmap_size=0");
  return connection;
}

}  // namespace

void throw_corrupt(const Connection& connection) {
  throw_sqlite(nullptr, SQLITE_CORRUPT, connection.path());
}

Store::Store(const std::filesystem::path& folder, bool write)
    : connection_(open(folder, write)),
      full_text_(connection_),
      state_(prepare(write),
             "SELECT generation, serial, docs, alive, positions FROM state WHERE id = 1") {
  read_state();
}

const Connection& Store::prepare(bool write) const {
  if (write && is_empty(connection_)) {
    create(connection_);
  }
  const std::int64_t application = read_pragma(connection_, "PRAGMA application_id");
  if (application != kApplicationId) {
    throw_corrupt(connection_);
  }
  if (const std::int64_t version = read_pragma(connection_, "PRAGMA user_version");
      version != kFormatVersion) {
    throw Error(Errc::kUnsupportedVersion,
                fmt::format("the search index has format {}, this program reads {}", version,
                            kFormatVersion),
                connection_.path(),
                "it is rebuilt from the library by the next command that writes");
  }
  if (write) {
    // The log is folded into the file every 32 MiB; a power cut loses at most the last commits,
    // never their order.
    connection_.run(
        "PRAGMA synchronous=NORMAL; PRAGMA cache_size=-24576; PRAGMA wal_autocheckpoint=4096;"
        " PRAGMA journal_size_limit=67108864");
  } else {
    connection_.run("PRAGMA cache_size=-16384; PRAGMA query_only=ON");
  }
  return connection_;
}

State Store::read_state() {
  if (!state_.step()) {
    throw_corrupt(connection_);
  }
  const State state{state_.integer(0), state_.integer(1), state_.integer(2), state_.integer(3),
                    state_.integer(4)};
  state_.reset();
  if (state.docs < 0 || state.docs > std::numeric_limits<std::uint32_t>::max() - 1 ||
      state.alive < 0 || state.alive > state.docs) {
    throw_corrupt(connection_);
  }
  return state;
}

}  // namespace assay::search
