// The bounds of an import on this machine: what its unavoidable parts cost alone, each in one
// thread.
//   bench_bounds FILE.jsonl        an arXiv snapshot, decompressed
#include "base/files.h"

#include <fmt/format.h>
#include <libstemmer.h>
#include <simdjson.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace {

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void report(const char* name, std::size_t count, double seconds) {
  fmt::print("{:<34} {:>8.2f} s  {:>10.0f} works/s\n", name, seconds,
             static_cast<double>(count) / seconds);
}

void stem_words(sb_stemmer* stemmer, std::string_view text, std::size_t& words) {
  std::string word;
  for (const char c : text) {
    const auto lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'z') {
      word += lower;
    } else if (!word.empty()) {
      sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                      static_cast<int>(word.size()));
      ++words;
      word.clear();
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_bounds FILE.jsonl\n", stderr);
    return 2;
  }
  std::ifstream in(argv[1]);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    lines.push_back(std::move(line));
  }
  if (lines.empty()) {
    std::fprintf(stderr, "bench_bounds: cannot read %s\n", argv[1]);
    return 1;
  }
  simdjson::dom::parser parser;
  std::size_t fields = 0;
  report("simdjson parse alone", lines.size(), seconds_of([&] {
           for (const std::string& line : lines) {
             fields += simdjson::dom::object(parser.parse(line.data(), line.size(), false)).size();
           }
         }));
  const assay::TempDir folder;
  sqlite3* database = nullptr;
  sqlite3_open((folder.path() / "bound.db").c_str(), &database);
  sqlite3_exec(database,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE t(id INTEGER "
               "PRIMARY KEY, x)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO t(x) VALUES(?)", -1, &insert, nullptr);
  report("SQLite insert of the bytes alone", lines.size(), seconds_of([&] {
           sqlite3_exec(database, "BEGIN", nullptr, nullptr, nullptr);
           for (const std::string& line : lines) {
             sqlite3_bind_text(insert, 1, line.data(), static_cast<int>(line.size()),
                               SQLITE_STATIC);
             sqlite3_step(insert);
             sqlite3_reset(insert);
           }
           sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
         }));
  sqlite3_finalize(insert);
  sqlite3_close(database);
  sb_stemmer* stemmer = sb_stemmer_new("english", nullptr);
  std::size_t words = 0;
  report("tokenise and stem alone, uncached", lines.size(), seconds_of([&] {
           for (const std::string& line : lines) {
             const simdjson::dom::element record = parser.parse(line.data(), line.size(), false);
             for (const char* field : {"title", "abstract"}) {
               std::string_view text;
               if (record[field].get(text) == simdjson::SUCCESS) {
                 stem_words(stemmer, text, words);
               }
             }
           }
         }));
  sb_stemmer_delete(stemmer);
  fmt::print("({} fields, {} words)\n", fields, words);
  return 0;
}
