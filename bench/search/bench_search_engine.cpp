/// The search engine in the protocol of bench/peers:
///   bench_search_engine index CORPUS DIR [--commit N] [--optimise 0] [--learn 0]
///     CORPUS: JSON Lines {"id","title","abstract","authors"}; DIR is made anew. Prints
///     {"docs":n,"seconds":s,"cpu_seconds":s,"bytes":n,"vector_bytes":n,"peak_mib":n}
///   bench_search_engine search DIR QUERIES [--repeat R] [--verify 1] [--facets 1] [--both 1]
///                       [--threads N]
///     QUERIES: NAME<TAB>and|or<TAB>WORDS. Prints one line a query,
///     {"name":"...","us":median,"top":[...]}, after one pass that is not measured. --verify also
///     scores everything and fails where the ten best differ. --both fuses words and meaning, as
///     the product does by default, instead of words alone. --threads asks all queries R times
///     over, first from one thread and then from N at once, and says answers a second.
///   bench_search_engine related DIR CORPUS [--works N] [--aspect 1]
///     CORPUS: what DIR was made of. Ranks what is related to N works (default 200; by their method
///     with --aspect), each as a command does it, but for the reading of works from the library.
///     Prints, of processor time, {"works":n,"ms":median,"ms_99":percentile}

#include "base/error.h"
#include "search/index.h"
#include "search/related.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using assay::WorkId;
using assay::search::Clause;
using assay::search::Document;
using assay::search::Hit;
using assay::search::Index;
using assay::search::Options;
using assay::search::Query;
using assay::search::Results;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::int64_t peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

std::string text_of(const simdjson::dom::element& record, const char* key) {
  std::string_view value;
  return record[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

Document read_document(const std::string& line, simdjson::dom::parser& parser, std::int64_t id) {
  const simdjson::dom::element record = parser.parse(line);
  Document out;
  out.id = WorkId{id};
  out.work.title = text_of(record, "title");
  out.work.abstract = text_of(record, "abstract");
  const std::string authors = text_of(record, "authors");
  std::size_t begin = 0;
  while (begin < authors.size()) {
    const std::size_t end = std::min(authors.find(", ", begin), authors.size());
    out.work.authors.push_back(authors.substr(begin, end - begin));
    begin = end + 2;
  }
  return out;
}

/// Bytes of the vectors, or of all else, in an index.
std::uintmax_t size_of(const std::filesystem::path& folder, bool vectors) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    bytes += (entry.path().extension() == ".vec") == vectors ? entry.file_size() : 0;
  }
  return bytes;
}

/// Number of an option behind the fixed arguments.
std::int64_t option(int argc, char** argv, std::string_view name, std::int64_t otherwise) {
  for (int i = 4; i + 1 < argc; i += 2) {
    if (argv[i] == name) {
      return std::atoll(argv[i + 1]);
    }
  }
  return otherwise;
}

int build(int argc, char** argv) {
  const std::int64_t commit_every = option(argc, argv, "--commit", 0);
  std::filesystem::remove_all(argv[3]);
  std::ifstream in(argv[2]);
  std::ofstream ids(std::string(argv[3]) + ".ids");
  const auto start = Clock::now();
  simdjson::dom::parser parser;
  std::int64_t id = 0;
  std::uint64_t docs = 0;
  {
    Index index(argv[3], Index::Mode::kWrite);
    std::string line;
    while (std::getline(in, line)) {
      const Document document = read_document(line, parser, ++id);
      ids << text_of(parser.parse(line), "id") << '\n';
      index.put(document);
      if (commit_every > 0 && id % commit_every == 0) {
        index.commit(id);
      }
    }
    index.commit(id);
    const auto committed = Clock::now();
    if (option(argc, argv, "--learn", 1) != 0) {
      index.learn();
    }
    fmt::print(stderr, "learnt in {:.2f} s\n",
               std::chrono::duration<double>(Clock::now() - committed).count());
    if (option(argc, argv, "--optimise", 1) != 0) {
      index.optimise();
    } else {
      index.settle();
    }
    docs = index.size();
  }
  fmt::print(
      "{{\"docs\":{},\"seconds\":{:.2f},\"cpu_seconds\":{:.2f},\"bytes\":{},"
      "\"vector_bytes\":{},\"peak_mib\":{}}}\n",
      docs, seconds_since(start), cpu_seconds(), size_of(argv[3], false), size_of(argv[3], true),
      peak_mib());
  return 0;
}

struct Asked {
  std::string name;
  Query query;
  std::vector<double> us;
  Results results;
};

std::vector<Asked> read_queries(const char* path) {
  std::vector<Asked> all;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    Asked asked;
    asked.name = line.substr(0, first);
    const bool required = line.substr(first + 1, second - first - 1) == "and";
    asked.query = assay::search::parse_query(line.substr(second + 1));
    for (Clause& clause : asked.query.clauses) {
      clause.required = required;
    }
    all.push_back(std::move(asked));
  }
  return all;
}

bool same(const Results& a, const Results& b) {
  return a.hits.size() == b.hits.size() &&
         std::equal(a.hits.begin(), a.hits.end(), b.hits.begin(), [](const Hit& x, const Hit& y) {
           return x.id.v == y.id.v && x.score == y.score;
         });
}

/// Each of `threads` asks all queries `rounds` times.
double answers_a_second(const Index& index, const std::vector<Asked>& all, const Options& options,
                        std::int64_t threads, std::int64_t rounds) {
  const auto start = Clock::now();
  {
    std::vector<std::jthread> running;
    for (std::int64_t i = 0; i < threads; ++i) {
      running.emplace_back([&] {
        for (std::int64_t round = 0; round < rounds; ++round) {
          for (const Asked& asked : all) {
            (void)index.search(asked.query, options);
          }
        }
      });
    }
  }
  return static_cast<double>(threads * rounds) * static_cast<double>(all.size()) /
         seconds_since(start);
}

int ask(int argc, char** argv) {
  std::vector<std::string> ids;
  std::ifstream in(std::string(argv[2]) + ".ids");
  for (std::string line; std::getline(in, line);) {
    ids.push_back(line);
  }
  const auto start = Clock::now();
  const Index index(argv[2], Index::Mode::kRead);
  const double open_ms = seconds_since(start) * 1000;
  std::vector<Asked> all = read_queries(argv[3]);
  Options options;
  options.facets = options.count = option(argc, argv, "--facets", 0) != 0;
  options.mode = option(argc, argv, "--both", 0) != 0 ? assay::search::SearchMode::kBoth
                                                      : assay::search::SearchMode::kWords;
  const std::int64_t repeat = option(argc, argv, "--repeat", 5);
  int wrong = 0;
  for (std::int64_t round = 0; round <= repeat; ++round) {
    for (Asked& asked : all) {
      const auto begin = Clock::now();
      asked.results = index.search(asked.query, options);
      if (round > 0) {
        asked.us.push_back(seconds_since(begin) * 1e6);
      } else if (option(argc, argv, "--verify", 0) != 0) {
        Options exhaustive = options;
        exhaustive.prune = false;
        if (!same(asked.results, index.search(asked.query, exhaustive))) {
          fmt::print(stderr, "{}: pruning changed the answer\n", asked.name);
          ++wrong;
        }
      }
    }
  }
  if (const auto threads = option(argc, argv, "--threads", 0); threads > 0) {
    for (const std::int64_t count : {std::int64_t{1}, threads}) {
      fmt::print(stderr, "{{\"threads\":{},\"answers_a_second\":{:.0f}}}\n", count,
                 answers_a_second(index, all, options, count, repeat));
    }
  }
  for (Asked& asked : all) {
    std::sort(asked.us.begin(), asked.us.end());
    nlohmann::ordered_json line;
    line["name"] = asked.name;
    line["us"] = asked.us.empty() ? 0.0 : asked.us[asked.us.size() / 2];
    for (const Hit& hit : asked.results.hits) {
      line["top"].push_back(ids.empty() ? std::to_string(hit.id.v)
                                        : ids[static_cast<std::size_t>(hit.id.v - 1)]);
    }
    fmt::print("{}\n", line.dump());
  }
  fmt::print(stderr, "{{\"open_ms\":{:.2f},\"peak_mib\":{}}}\n", open_ms, peak_mib());
  return wrong == 0 ? 0 : 1;
}

int relate(int argc, char** argv) {
  constexpr std::size_t kProposed = 400;
  std::vector<assay::Work> works;
  std::ifstream in(argv[3]);
  simdjson::dom::parser parser;
  for (std::string line; std::getline(in, line);) {
    works.push_back(read_document(line, parser, 1).work);
  }
  const Index index(argv[2], Index::Mode::kRead);
  std::optional<assay::search::Role> aspect;
  if (option(argc, argv, "--aspect", 0) != 0) {
    aspect = assay::search::Role::kMethod;
  }
  const auto count = static_cast<std::size_t>(option(argc, argv, "--works", 200));
  std::vector<double> ms;
  for (std::size_t i = 0; i < count && i < works.size(); ++i) {
    const std::size_t origin = works.size() / count * i;
    const auto id = [](std::size_t place) { return WorkId{static_cast<std::int64_t>(place) + 1}; };
    const double begin = cpu_seconds();
    assay::search::Related related(index, id(origin), works[origin], aspect);
    for (const WorkId other : related.propose(kProposed)) {
      related.add(other, works[static_cast<std::size_t>(other.v - 1)]);
    }
    (void)related.rank();
    ms.push_back((cpu_seconds() - begin) * 1e3);
  }
  std::sort(ms.begin(), ms.end());
  fmt::print("{{\"works\":{},\"ms\":{:.1f},\"ms_99\":{:.1f}}}\n", ms.size(), ms[ms.size() / 2],
             ms[ms.size() * 99 / 100]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view verb = argc < 4 ? "" : argv[1];
  if (verb != "index" && verb != "search" && verb != "related") {
    fmt::print(
        stderr,
        "usage: bench_search_engine index CORPUS DIR [--commit N] [--optimise 0] [--learn 0]\n"
        "       bench_search_engine search DIR QUERIES [--repeat R] [--verify 1]"
        " [--facets 1] [--both 1] [--threads N]\n"
        "       bench_search_engine related DIR CORPUS [--works N] [--aspect 1]\n");
    return 2;
  }
  try {
    return verb == "index"    ? build(argc, argv)
           : verb == "search" ? ask(argc, argv)
                              : relate(argc, argv);
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_search_engine: {}\n", error.what());
  } catch (const simdjson::simdjson_error& error) {
    fmt::print(stderr, "bench_search_engine: {}: {}\n", argv[2], error.what());
  }
  return 1;
}
