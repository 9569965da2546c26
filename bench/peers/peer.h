#pragma once

#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// What the peers in C++ share: the corpus, the queries, the clock and what is printed (README.md).
namespace peer {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A line of the corpus; the views are valid until the next one is read.
struct Record {
  std::string_view id;
  std::string_view title;
  std::string_view text;
};

/// Calls use(Record) for each line of the corpus and returns how many there were.
template <class Use>
std::int64_t each_record(const char* corpus, Use use) {
  std::ifstream in(corpus);
  if (!in) {
    throw std::runtime_error(std::string(corpus) + ": cannot be read");
  }
  simdjson::dom::parser parser;
  std::string line;
  std::int64_t count = 0;
  while (std::getline(in, line)) {
    const simdjson::dom::element found = parser.parse(line);
    use(Record{found["id"], found["title"], found["abstract"]});
    ++count;
  }
  return count;
}

struct Query {
  std::string name;
  bool all = false;  ///< AND
  std::vector<std::string> words;
};

inline std::vector<Query> read_queries(const char* path) {
  std::ifstream in(path);
  if (!in) {
    throw std::runtime_error(std::string(path) + ": cannot be read");
  }
  std::vector<Query> queries;
  std::string line;
  while (std::getline(in, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    Query query{line.substr(0, first), line.substr(first + 1, second - first - 1) == "and", {}};
    std::istringstream words(line.substr(second + 1));
    for (std::string word; words >> word;) {
      query.words.push_back(word);
    }
    queries.push_back(std::move(query));
  }
  return queries;
}

inline std::uintmax_t bytes_of(const std::filesystem::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    bytes += entry.is_regular_file() ? entry.file_size() : 0;
  }
  return bytes;
}

/// seconds: until the records can be searched; merge_seconds: what was done after that for speed.
inline void print_built(std::int64_t docs, double seconds, double merge_seconds,
                        std::uintmax_t bytes) {
  std::printf("{\"docs\":%lld,\"seconds\":%.2f,\"merge_seconds\":%.2f,\"bytes\":%llu}\n",
              static_cast<long long>(docs), seconds, merge_seconds,
              static_cast<unsigned long long>(bytes));
}

/// Asks all queries once and then repeat times by the clock, and prints a line for each.
/// prepare(Query) -> a parsed query, outside of the clock; search(parsed) -> numbers of the ten
/// best documents, best first; name(number) -> its id, outside of the clock.
template <class Prepare, class Search, class Name>
void serve(const char* path, int repeat, Prepare prepare, Search search, Name name) {
  const std::vector<Query> queries = read_queries(path);
  using Parsed = decltype(prepare(queries[0]));
  std::vector<Parsed> parsed;
  parsed.reserve(queries.size());
  for (const Query& query : queries) {
    parsed.push_back(prepare(query));
  }
  std::vector<std::vector<double>> us(queries.size());
  std::vector<std::vector<std::int64_t>> tops(queries.size());
  for (int pass = 0; pass <= repeat; ++pass) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const auto start = Clock::now();
      tops[i] = search(parsed[i]);
      if (pass > 0) {
        us[i].push_back(seconds_since(start) * 1e6);
      }
    }
  }
  for (std::size_t i = 0; i < queries.size(); ++i) {
    std::sort(us[i].begin(), us[i].end());
    std::printf("{\"name\":\"%s\",\"us\":%.3f,\"top\":[", queries[i].name.c_str(),
                us[i][us[i].size() / 2]);
    const char* before = "\"";
    for (const std::int64_t number : tops[i]) {
      std::printf("%s%s\"", before, name(number).c_str());
      before = ",\"";
    }
    std::printf("]}\n");
  }
}

/// main() of a peer: index(CORPUS, DIR), DIR made anew, or search(DIR, QUERIES, repeat).
template <class Index, class Search>
int run(int argc, char** argv, Index index, Search search) {
  const std::string_view verb = argc < 4 ? "" : argv[1];
  try {
    if (verb == "index" && argc == 4) {
      std::filesystem::remove_all(argv[3]);
      std::filesystem::create_directories(argv[3]);
      index(argv[2], std::string(argv[3]));
      return 0;
    }
    if (verb == "search" && (argc == 4 || (argc == 6 && std::string_view(argv[4]) == "--repeat"))) {
      search(std::string(argv[2]), argv[3], argc == 6 ? std::max(1, std::atoi(argv[5])) : 5);
      return 0;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
  std::fprintf(stderr, "usage: %s index CORPUS DIR | %s search DIR QUERIES [--repeat R]\n", argv[0],
               argv[0]);
  return 2;
}

}  // namespace peer
