/// Measures the nearest vectors of a file of them against a look at all in floats:
///   vector_recall CORPUS QUERIES FOLDER [--times N] [--floats]
/// CORPUS, QUERIES: as bench/peers/make-corpus writes them. FOLDER: for the file of vectors.
/// --times: N rounds over the corpus; from the second on each vector is moved by half the
/// difference of two others, so that works lie as works do. Prints a line of JSON for each length
/// of query; --floats: also writes works.f32 and queries.f32 into FOLDER, 32-bit floats row by row,
/// for bench/quality/graph. Of each: recall of the ten nearest, and milliseconds of processor time,
/// each the median of queries, each of these that of five times.

#include "search/vectors_internal.h"
#include "work_encoder.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace assay::bench {
namespace {

using search::Neighbour;
using search::StaticEncoder;

constexpr std::size_t kNearest = 10;

/// All floats in a row, `dimensions` a vector.
struct Floats {
  std::size_t dimensions = StaticEncoder::shipped().dimensions();
  std::vector<float> values;
  [[nodiscard]] std::size_t size() const { return values.size() / dimensions; }
  [[nodiscard]] const float* row(std::size_t i) const { return values.data() + i * dimensions; }
};

struct Asked {
  std::string words;  ///< How many.
  std::vector<float> vector;
  std::vector<Neighbour> nearest;  ///< The best so far, best first.
};

Floats read_works(const char* path) {
  Floats floats;
  WorkEncoder encoder;
  simdjson::dom::parser parser;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const simdjson::dom::element record = parser.parse(line);
    const std::span<const float> vector =
        encoder.encode(std::string(std::string_view(record["title"])),
                       std::string(std::string_view(record["abstract"])));
    floats.values.insert(floats.values.end(), vector.begin(), vector.end());
  }
  return floats;
}

/// The queries that are asked as OR: NAME<TAB>or<TAB>WORDS, NAME or2-001 for one of two words.
std::vector<Asked> read_queries(const char* path) {
  std::vector<Asked> all;
  WorkEncoder encoder;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("or")) {
      const std::span<const float> vector = encoder.encode("", line.substr(line.rfind('\t') + 1));
      all.push_back({line.substr(2, line.find('-') - 2), {vector.begin(), vector.end()}, {}});
    }
  }
  return all;
}

#if defined(__x86_64__)
__attribute__((target("avx2")))
#endif
float dot(const float* a, const float* b, std::size_t size) {
  constexpr std::size_t kLanes = 16;
  float sums[kLanes] = {};
  for (std::size_t i = 0; i < size; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += a[i + lane] * b[i + lane];
    }
  }
  float sum = 0;
  for (const float lane : sums) {
    sum += lane;
  }
  return sum;
}

void offer(Asked& asked, std::uint32_t doc, const float* vector) {
  const float score = dot(asked.vector.data(), vector, asked.vector.size());
  std::vector<Neighbour>& best = asked.nearest;
  if (best.size() == kNearest && score <= best.back().score) {
    return;
  }
  const auto place = std::find_if(best.begin(), best.end(),
                                  [&](const Neighbour& near) { return near.score < score; });
  best.insert(place, {doc, score});
  best.resize(std::min(best.size(), kNearest));
}

/// Writes the vectors of all rounds, and finds each query's nearest among them.
void write_vectors(const Floats& works, std::size_t times, std::vector<Asked>& queries,
                   const std::filesystem::path& path) {
  constexpr float kMoved = 0.5F;
  constexpr std::uint64_t kSeed = 20181231;
  std::mt19937_64 random(kSeed);
  search::VectorRows rows(works.dimensions);
  std::vector<float> vector(works.dimensions);
  for (std::size_t at = 0; at < works.size() * times; ++at) {
    const float* work = works.row(at % works.size());
    std::copy_n(work, works.dimensions, vector.begin());
    if (at >= works.size()) {
      const float* one = works.row(random() % works.size());
      const float* other = works.row(random() % works.size());
      for (std::size_t i = 0; i < vector.size(); ++i) {
        vector[i] += kMoved * (one[i] - other[i]);
      }
      search::make_unit(vector);
    }
    rows.add(vector.data());
    for (Asked& asked : queries) {
      offer(asked, static_cast<std::uint32_t>(at), vector.data());
    }
  }
  rows.write(path);
}

void write_floats(const std::filesystem::path& path, const std::vector<float>& values) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(float)));
  if (!out.flush()) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// Processor time of this thread: what a look takes where nothing else runs.
double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

template <typename Look>
double time_ms(std::size_t times, const Look& look) {
  std::vector<double> ms;
  for (std::size_t i = 0; i < times; ++i) {
    const double start = cpu_ms();
    look();
    ms.push_back(cpu_ms() - start);
  }
  return median(std::move(ms));
}

struct Figures {
  std::size_t queries = 0;
  std::size_t found = 0;
  std::size_t wanted = 0;
  std::vector<double> ms;
  std::vector<double> exact_ms;
};

void measure(const search::Vectors& vectors, const std::vector<Asked>& queries) {
  constexpr std::size_t kTimes = 5;
  constexpr std::size_t kExactEach = 20;
  const auto all = [](std::uint32_t /*doc*/) { return true; };
  vectors.verify_all();
  for (const Asked& asked : queries) {  // reads every page that will be read
    (void)vectors.nearest(asked.vector.data(), kNearest, all);
  }
  std::map<std::string, Figures> figures;
  for (const Asked& asked : queries) {
    Figures& of = figures[asked.words];
    std::vector<Neighbour> found;
    const auto look = [&] { found = vectors.nearest(asked.vector.data(), kNearest, all); };
    of.ms.push_back(time_ms(kTimes, look));
    if (of.queries++ % kExactEach == 0) {
      of.exact_ms.push_back(
          time_ms(1, [&] { (void)vectors.nearest_exactly(asked.vector.data(), kNearest, all); }));
    }
    of.wanted += asked.nearest.size();
    for (const Neighbour& near : asked.nearest) {
      of.found += static_cast<std::size_t>(
          std::count_if(found.begin(), found.end(),
                        [&](const Neighbour& other) { return other.doc == near.doc; }));
    }
  }
  for (const auto& [words, of] : figures) {
    fmt::print(
        "{{\"documents\":{},\"words\":{},\"queries\":{},\"recall_at_10\":{:.4f},\"ms\":{:.3f},"
        "\"exhaustive_ms\":{:.2f}}}\n",
        vectors.docs(), words, of.queries,
        static_cast<double>(of.found) / static_cast<double>(std::max<std::size_t>(1, of.wanted)),
        median(of.ms), median(of.exact_ms));
  }
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::size_t times = 1;
  bool floats = false;
  bool understood = argc >= 4;
  for (int i = 4; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--times" && i + 1 < argc) {
      times = std::strtoull(argv[++i], nullptr, 10);
    } else if (option == "--floats") {
      floats = true;
    } else {
      understood = false;
    }
  }
  if (!understood || times == 0) {
    fmt::print(stderr, "usage: vector_recall CORPUS QUERIES FOLDER [--times N] [--floats]\n");
    return 2;
  }
  try {
    std::vector<assay::bench::Asked> queries = assay::bench::read_queries(argv[2]);
    const std::filesystem::path folder = argv[3];
    const std::filesystem::path path = folder / "vectors";
    const assay::bench::Floats works = assay::bench::read_works(argv[1]);
    if (floats) {
      assay::bench::write_floats(folder / "works.f32", works.values);
      std::vector<float> asked;
      for (const assay::bench::Asked& query : queries) {
        asked.insert(asked.end(), query.vector.begin(), query.vector.end());
      }
      assay::bench::write_floats(folder / "queries.f32", asked);
    }
    assay::bench::write_vectors(works, times, queries, path);
    assay::bench::measure(assay::search::Vectors(path), queries);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "vector_recall: {}\n", error.what());
  }
  return 1;
}
