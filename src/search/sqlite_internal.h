#pragma once
/// SQLite for this room: connections and prepared statements that close themselves and throw Error.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay::search {

/// Throws the Error that a SQLite result code stands for: damage kCorrupt, full disk and other
/// refusals kIo, another writer kLocked.
[[noreturn]] void throw_sqlite(sqlite3* db, int code, const std::string& path);

class Connection {
 public:
  /// Opens a file with the checksum VFS. Throws as throw_sqlite.
  Connection(std::string path, int flags);

  [[nodiscard]] sqlite3* get() const noexcept { return db_.get(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void run(const char* sql) const;
  /// Throws unless `code` is SQLITE_OK, SQLITE_ROW or SQLITE_DONE.
  void check(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> db_;
};

/// A prepared statement. Views bound must live until the next reset.
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind_blob(int index, std::string_view bytes);
  /// True when a row is ready, false (and reset) at the end.
  bool step();
  /// Steps to the end and resets.
  void run();
  void reset() noexcept;

  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  /// Bytes of a text or blob column, valid until the next step or reset.
  [[nodiscard]] std::string_view bytes(int column) const noexcept;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace assay::search
