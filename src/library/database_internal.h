#pragma once
/// SQLite behind RAII: a connection, a prepared statement, a transaction. The only file of the room
/// that talks to the C interface. Threads: one thread a connection.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::library {

class Database {
 public:
  enum class Mode { kRead, kWrite };
  /// Throws: kIo, kCorrupt.
  Database(const std::string& path, Mode mode);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;
  ~Database();

  /// Runs statements without results. Throws as run().
  void execute(const char* sql);
  [[nodiscard]] std::int64_t query_int(const char* sql);
  [[nodiscard]] std::string query_text(const char* sql);
  [[nodiscard]] std::int64_t last_insert_id() const noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// Throws the Error for an SQLite result code: kCorrupt, kLocked, kIo (full disk, read-only ...).
  [[noreturn]] void fail(int result_code) const;

 private:
  sqlite3* handle_ = nullptr;
  std::string path_;
};

/// A prepared statement. bind() counts parameters from 1; columns count from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, double value);
  /// Text is not copied: it must live until the statement is reset.
  Statement& bind(int index, std::string_view value);
  Statement& bind_null(int index);
  /// Empty text becomes NULL.
  Statement& bind_text_or_null(int index, std::string_view value);

  /// Steps once: true when there is a row.
  bool step();
  /// Steps to the end and resets.
  void run();
  void reset() noexcept;

  [[nodiscard]] std::int64_t column_int(int index) const noexcept;
  [[nodiscard]] double column_double(int index) const noexcept;
  [[nodiscard]] std::string column_text(int index) const;
  [[nodiscard]] bool column_is_null(int index) const noexcept;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// Resets a statement at the end of a scope, so that no read transaction stays open.
class Resetting {
 public:
  explicit Resetting(Statement& statement) noexcept : statement_(statement) {}
  Resetting(const Resetting&) = delete;
  Resetting& operator=(const Resetting&) = delete;
  Resetting(Resetting&&) = delete;
  Resetting& operator=(Resetting&&) = delete;
  ~Resetting() { statement_.reset(); }

 private:
  Statement& statement_;
};

}  // namespace assay::library
