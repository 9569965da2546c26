/// The client of PostgreSQL in the protocol of bench/peers (README.md there); the script beside it
/// starts the server and says where it is. All data is in the server's own folder.

#include "../peer.h"

#include <libpq-fe.h>

namespace {

void check(PGconn* server, const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    throw std::runtime_error(PQerrorMessage(server));
  }
}

/// Rows of the first column.
std::vector<std::string> rows(PGconn* server, PGresult* result) {
  check(server, result);
  std::vector<std::string> all;
  for (int row = 0; row < PQntuples(result); ++row) {
    all.emplace_back(PQgetvalue(result, row, 0));
  }
  PQclear(result);
  return all;
}

std::vector<std::string> execute(PGconn* server, const char* sql) {
  return rows(server, PQexec(server, sql));
}

PGconn* connect() {
  PGconn* server = PQconnectdb("");
  if (PQstatus(server) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(server));
  }
  return server;
}

/// Adds a value in COPY's text format.
void append(std::string& line, std::string_view value, char end) {
  for (const char c : value) {
    if (c == '\\') {
      line += '\\';
    }
    line += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
  }
  line += end;
}

void put(PGconn* server, const std::string& text) {
  if (PQputCopyData(server, text.data(), static_cast<int>(text.size())) != 1) {
    throw std::runtime_error(PQerrorMessage(server));
  }
}

/// The text is copied in first, because only a query makes vectors on all cores.
void build(const char* corpus, const std::string&) {
  const auto start = peer::Clock::now();
  PGconn* server = connect();
  execute(server, "CREATE UNLOGGED TABLE raw(number int, id text, title text, abstract text)");
  execute(server, "COPY raw FROM STDIN");
  std::int64_t docs = 0;
  std::string lines;
  peer::each_record(corpus, [&](const peer::Record& record) {
    lines += std::to_string(docs++) + '\t';
    append(lines, record.id, '\t');
    append(lines, record.title, '\t');
    append(lines, record.text, '\n');
    if (lines.size() > (1U << 20)) {
      put(server, lines);
      lines.clear();
    }
  });
  put(server, lines);
  if (PQputCopyEnd(server, nullptr) != 1) {
    throw std::runtime_error(PQerrorMessage(server));
  }
  while (PGresult* result = PQgetResult(server)) {
    rows(server, result);
  }
  execute(server,
          "ANALYZE raw;"
          "CREATE TABLE works AS SELECT number, id, setweight(to_tsvector('english', title), 'A')"
          " || to_tsvector('english', abstract) AS text FROM raw;"
          "CREATE INDEX ON works USING gin(text) WITH (fastupdate=off);"
          "DROP TABLE raw");
  const double seconds = peer::seconds_since(start);
  execute(server, "VACUUM ANALYZE works");
  execute(server, "CHECKPOINT");
  const double merge_seconds = peer::seconds_since(start) - seconds;
  const auto bytes = execute(server, "SELECT pg_total_relation_size('works')");
  peer::print_built(docs, seconds, merge_seconds, std::stoull(bytes[0]));
  PQfinish(server);
}

/// Bytes that the server's processes hold, what they share counted once.
std::int64_t resident() {
  const char* server = std::getenv("PEER_SERVER");
  if (server == nullptr) {
    return 0;
  }
  const std::string root = std::string("/proc/") + server;
  std::ifstream children(root + "/task/" + server + "/children");
  std::int64_t kib = 0;
  for (std::string pid = server; !pid.empty();) {
    std::ifstream sizes("/proc/" + pid + "/smaps_rollup");
    for (std::string word; sizes >> word;) {
      std::int64_t size = 0;
      if (word == "Pss:" && sizes >> size) {
        kib += size;
      }
    }
    pid.clear();
    children >> pid;
  }
  return kib * 1024;
}

void ask(const std::string&, const char* queries, int repeat) {
  PGconn* server = connect();
  const std::vector<std::string> ids = execute(server, "SELECT id FROM works ORDER BY number");
  check(server, PQprepare(server, "best",
                          "SELECT number FROM works, to_tsquery('english', $1) query"
                          " WHERE text @@ query"
                          " ORDER BY ts_rank_cd('{0.25, 0.25, 0.25, 1}', text, query, 1) DESC"
                          " LIMIT 10",
                          1, nullptr));
  peer::serve(
      queries, repeat,
      [](const peer::Query& query) {
        std::string text;
        for (const std::string& word : query.words) {
          text += (text.empty() ? "" : query.all ? " & " : " | ") + word;
        }
        return text;
      },
      [&](const std::string& query) {
        const char* const arguments[] = {query.c_str()};
        std::vector<std::int64_t> top;
        for (const std::string& number :
             rows(server, PQexecPrepared(server, "best", 1, arguments, nullptr, nullptr, 0))) {
          top.push_back(std::stoll(number));
        }
        return top;
      },
      [&](std::int64_t number) { return ids[static_cast<std::size_t>(number)]; });
  std::printf("{\"resident\":%lld}\n", static_cast<long long>(resident()));
  PQfinish(server);
}

}  // namespace

int main(int argc, char** argv) {
  return peer::run(argc, argv, build, ask);
}
