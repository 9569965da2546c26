/// Measures the index on a file of works: bench_search FILE FOLDER [--commit N] [--limit N] [--ask
/// 0] FILE is JSON Lines with title and abstract (the arXiv snapshot's form is understood: authors
/// as one string, journal-ref, update_date). FOLDER is made anew. Only put() and commit() are
/// timed.

#include "base/error.h"
#include "search/index.h"

#include <fmt/core.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using assay::WorkId;
using assay::search::Document;
using assay::search::Index;

/// Time that this process spent computing, for a machine that others use as well.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string text_of(const simdjson::dom::element& record, const char* key) {
  std::string_view value;
  return record[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

bool read_document(const std::string& line, simdjson::dom::parser& parser, std::int64_t id,
                   Document& out) {
  simdjson::dom::element record;
  if (parser.parse(line).get(record) != simdjson::SUCCESS) {
    return false;
  }
  out = Document{};
  out.id = WorkId{id};
  out.work.title = text_of(record, "title");
  out.work.abstract = text_of(record, "abstract");
  out.work.venue = text_of(record, "journal-ref");
  out.work.date = text_of(record, "update_date");
  if (out.work.date.size() >= 4) {
    out.work.year = std::atoi(out.work.date.substr(0, 4).c_str());
  }
  const std::string authors = text_of(record, "authors");
  std::size_t begin = 0;
  while (begin < authors.size()) {
    const std::size_t end = std::min(authors.find(", ", begin), authors.size());
    out.work.authors.push_back(authors.substr(begin, end - begin));
    begin = end + 2;
  }
  out.developer_led = static_cast<double>(id * 7919 % 1000) / 1000.0;
  out.topics = 1U << (id % 10);
  out.sources = {"arxiv"};
  return true;
}

void build(const std::string& file, const std::filesystem::path& folder, std::int64_t commit_every,
           std::int64_t limit) {
  std::ifstream in(file);
  Index index(folder, Index::Mode::kWrite);
  simdjson::dom::parser parser;
  std::vector<Document> batch;
  std::string line;
  std::int64_t id = 0;
  std::uint64_t text_bytes = 0;
  double seconds = 0;
  double cpu = 0;
  bool more = true;
  while (more) {
    batch.clear();
    while (batch.size() < 4096 && (more = id < limit && std::getline(in, line).good())) {
      Document document;
      if (read_document(line, parser, ++id, document)) {
        text_bytes += document.work.title.size() + document.work.abstract.size();
        batch.push_back(std::move(document));
      }
    }
    const double start = now_seconds();
    const double cpu_start = cpu_seconds();
    for (const Document& document : batch) {
      index.put(document);
      if (commit_every > 0 && document.id.v % commit_every == 0) {
        index.commit(document.id.v);
      }
    }
    if (!more) {
      index.commit(id);
    }
    seconds += now_seconds() - start;
    cpu += cpu_seconds() - cpu_start;
  }
  const auto documents = static_cast<double>(index.size());
  fmt::print(
      "{{\"documents\":{},\"seconds\":{:.2f},\"cpu_seconds\":{:.2f},\"documents_per_cpu_second\":{:"
      ".0f},"
      "\"text_bytes_per_document\":{:.0f}}}\n",
      index.size(), seconds, cpu, documents / cpu, static_cast<double>(text_bytes) / documents);
}

/// The first answer of a fresh reader, and the median of those that follow.
void ask(const std::filesystem::path& folder, const char* text) {
  const Index index(folder, Index::Mode::kRead);
  std::vector<double> times;
  std::uint64_t total = 0;
  for (int i = 0; i < 8; ++i) {
    const double begin = now_seconds();
    total = index.search(assay::search::parse_query(text), {}).total;
    times.push_back((now_seconds() - begin) * 1000);
  }
  std::sort(times.begin() + 1, times.end());
  fmt::print("{{\"query\":\"{}\",\"total\":{},\"first_ms\":{:.1f},\"median_ms\":{:.1f}}}\n", text,
             total, times[0], times[4]);
}

void report(const std::filesystem::path& folder, bool asking) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    bytes += entry.file_size();
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double start = now_seconds();
  const Index index(folder, Index::Mode::kRead);
  const double opened = (now_seconds() - start) * 1000;
  fmt::print(
      "{{\"bytes\":{},\"bytes_per_document\":{:.0f},\"build_peak_mib\":{},"
      "\"open_ms\":{:.2f}}}\n",
      bytes, static_cast<double>(bytes) / static_cast<double>(index.size()), usage.ru_maxrss / 1024,
      opened);
  if (!asking) {
    return;
  }
  for (const char* text :
       {"autoencoder", "quantization", "deep neural networks for image classification",
        "the analysis of algorithms", "graph neural network message passing molecules",
        "\"neural network\"", "\"for the\"", "quant*", "a*", "network -neural",
        "speech OR audio recognition", "author:hinton", "author:\"geoffrey hinton\"",
        "since:2010 led:>0.5 learning", "topic:fairness", "", "source:arxiv learning"}) {
    ask(folder, text);
  }
  start = now_seconds();
  index.check();
  fmt::print("{{\"check_seconds\":{:.2f}}}\n", now_seconds() - start);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_search FILE FOLDER [--commit N] [--limit N] [--ask 0]\n");
    return 2;
  }
  std::int64_t commit_every = 0;
  std::int64_t limit = std::int64_t{1} << 40;
  std::int64_t asking = 1;
  for (int i = 3; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    (option == "--commit"  ? commit_every
     : option == "--limit" ? limit
                           : asking) = std::atoll(argv[i + 1]);
  }
  try {
    std::filesystem::remove_all(argv[2]);
    build(argv[1], argv[2], commit_every, limit);
    report(argv[2], asking != 0);
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_search: {}\n", error.what());
    return 1;
  }
  return 0;
}
