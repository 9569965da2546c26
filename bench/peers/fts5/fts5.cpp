/// SQLite FTS5 in the protocol of bench/peers (README.md there).

#include "../peer.h"

#include <sqlite3.h>

namespace {

/// A statement that ends with its scope.
class Statement {
 public:
  Statement(sqlite3* db, const char* sql) : db_(db) {
    if (sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db));
    }
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  /// Number of the argument from 1; the text must live until reset().
  void bind(int argument, std::string_view text) {
    sqlite3_bind_text(statement_, argument, text.data(), static_cast<int>(text.size()),
                      SQLITE_STATIC);
  }
  void bind(int argument, std::int64_t number) { sqlite3_bind_int64(statement_, argument, number); }
  /// Whether there is a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
    return code == SQLITE_ROW;
  }
  void reset() { sqlite3_reset(statement_); }
  std::int64_t number() { return sqlite3_column_int64(statement_, 0); }
  std::string text() { return reinterpret_cast<const char*>(sqlite3_column_text(statement_, 0)); }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

sqlite3* open(const std::string& folder) {
  sqlite3* db = nullptr;
  if (sqlite3_open((folder + "/fts.db").c_str(), &db) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(db));
  }
  return db;
}

void execute(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(db));
  }
}

/// The index alone, without a copy of the text; hashsize is what it gathers in memory before it
/// writes, and the greatest gain when building.
void build(const char* corpus, const std::string& folder) {
  const auto start = peer::Clock::now();
  sqlite3* db = open(folder);
  execute(db,
          "PRAGMA page_size=8192; PRAGMA journal_mode=off; PRAGMA synchronous=off;"
          "PRAGMA cache_size=-262144;"
          "CREATE TABLE ids(number INTEGER PRIMARY KEY, id TEXT);"
          "CREATE VIRTUAL TABLE works USING fts5(title, abstract, content='',"
          " tokenize='porter unicode61');"
          "INSERT INTO works(works, rank) VALUES('hashsize', 268435456);"
          "INSERT INTO works(works, rank) VALUES('rank', 'bm25(4.0, 1.0)');"
          "BEGIN");
  std::int64_t docs = 0;
  {
    Statement names(db, "INSERT INTO ids VALUES(?, ?)");
    Statement texts(db, "INSERT INTO works(rowid, title, abstract) VALUES(?, ?, ?)");
    peer::each_record(corpus, [&](const peer::Record& record) {
      names.bind(1, ++docs);
      names.bind(2, record.id);
      names.step();
      names.reset();
      texts.bind(1, docs);
      texts.bind(2, record.title);
      texts.bind(3, record.text);
      texts.step();
      texts.reset();
    });
  }
  execute(db, "COMMIT");
  const double seconds = peer::seconds_since(start);
  execute(db, "INSERT INTO works(works) VALUES('optimize'); VACUUM");
  const double merge_seconds = peer::seconds_since(start) - seconds;
  sqlite3_close(db);
  peer::print_built(docs, seconds, merge_seconds, peer::bytes_of(folder));
}

void ask(const std::string& folder, const char* queries, int repeat) {
  sqlite3* db = open(folder);
  execute(db, "PRAGMA query_only=1; PRAGMA cache_size=-524288; PRAGMA mmap_size=8589934592");
  {
    Statement best(db, "SELECT rowid FROM works WHERE works MATCH ? ORDER BY rank LIMIT 10");
    Statement names(db, "SELECT id FROM ids WHERE number = ?");
    peer::serve(
        queries, repeat,
        [](const peer::Query& query) {
          std::string match;
          for (const std::string& word : query.words) {
            match += (match.empty() ? "" : query.all ? " AND " : " OR ") + ('"' + word + '"');
          }
          return match;
        },
        [&](const std::string& match) {
          std::vector<std::int64_t> top;
          best.bind(1, match);
          while (best.step()) {
            top.push_back(best.number());
          }
          best.reset();
          return top;
        },
        [&](std::int64_t number) {
          names.bind(1, number);
          names.step();
          std::string id = names.text();
          names.reset();
          return id;
        });
  }
  sqlite3_close(db);
}

}  // namespace

int main(int argc, char** argv) {
  return peer::run(argc, argv, build, ask);
}
