// Records a second by each connector from a server on the loopback, and how that compares with the
// bare parser of its syntax; then whole syncs into a library, with memory at one and four times the
// records, which should be the same.
//   bench_sync [RECORDS]          20,000 unless given
#include "base/files.h"
#include "ingest/indexing.h"
#include "ingest/sources.h"
#include "ingest/sync.h"
#include "ingest/training.h"
#include "sites.h"
#include "source/loopback.h"
#include "source/web_client.h"

#include <fmt/format.h>
#include <libxml/xmlreader.h>
#include <simdjson.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using namespace assay;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// This process's own memory now in MiB, without the files that it has mapped.
std::size_t own_mib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("RssAnon:", 0) == 0) {
      return std::strtoul(line.c_str() + 8, nullptr, 10) / 1024;
    }
  }
  return 0;
}

testing_tools::Loopback serve(const std::map<std::string, std::string>& documents) {
  return testing_tools::Loopback(testing_tools::Loopback::AnswerTo(
      [&documents](const std::string& target, const std::string&) {
        const auto found = documents.find(target);
        return found == documents.end() ? testing_tools::Reply{404}
                                        : testing_tools::Reply{200, found->second};
      }));
}

void parse_bare(const bench::SiteKind& kind, const bench::Site& site) {
  simdjson::dom::parser parser;
  for (const auto& [path, body] : site.documents) {
    if (kind.syntax == bench::Syntax::kJson) {
      static_cast<void>(parser.parse(body).error());
      continue;
    }
    xmlTextReader* reader = xmlReaderForMemory(body.data(), static_cast<int>(body.size()), nullptr,
                                               nullptr, XML_PARSE_NONET);
    while (xmlTextReaderRead(reader) == 1) {
    }
    xmlFreeTextReader(reader);
  }
}

source::SourceSpec spec_of(const bench::SiteKind& kind, const std::string& base,
                           const std::string& path) {
  return {ingest::source_name_of(kind.connector + path), kind.connector, base + path, kind.options};
}

std::size_t read_all(const bench::SiteKind& kind, const bench::Site& site,
                     const std::string& base) {
  source::WebClient client({});
  std::size_t records = 0;
  for (const std::string& path : site.sources) {
    const source::SourceSpec spec = spec_of(kind, base, path);
    const auto connector = source::make_connector(spec);
    const auto fetcher = client.for_source(spec.address);
    source::PageRequest request;
    for (bool more = true; more;) {
      const source::Page page = connector->next(request, *fetcher);
      records += page.items.size();
      request.cursor = page.cursor;
      more = page.more;
    }
  }
  return records;
}

/// The documents alone, each asked for once.
void fetch_all(const bench::Site& site, const std::string& base) {
  source::WebClient client({});
  const auto fetcher = client.for_source(base);
  for (const auto& [path, body] : site.documents) {
    source::Request request;
    request.url = base + path;
    static_cast<void>(fetcher->fetch(request));
  }
}

void report(const std::string& name, std::size_t records, double seconds) {
  fmt::print("{:<44} {:>9} records {:>8.2f} s {:>10.0f} records/s\n", name, records, seconds,
             static_cast<double>(records) / seconds);
}

void bench_connector(const bench::SiteKind& kind, std::size_t records) {
  std::map<std::string, std::string> documents;
  const testing_tools::Loopback service = serve(documents);
  const bench::Site site = kind.make(service.base(), records);
  documents = site.documents;
  std::size_t read = 0;
  const double bare = seconds_of([&] { parse_bare(kind, site); });
  const double fetched = seconds_of([&] { fetch_all(site, service.base()); });
  const double whole = seconds_of([&] { read = read_all(kind, site, service.base()); });
  report(std::string(kind.connector) + ": bare parser", site.records, bare);
  report(std::string(kind.connector) + ": fetched alone", site.records, fetched);
  report(std::string(kind.connector) + ": fetched and read", read, whole);
  fmt::print("{:<44} reading takes {:.1f} times the bare parser\n", "", (whole - fetched) / bare);
}

void bench_sync(const bench::SiteKind& kind, std::size_t records) {
  std::map<std::string, std::string> documents;
  const testing_tools::Loopback service = serve(documents);
  const bench::Site site = kind.make(service.base(), records);
  documents = site.documents;
  const std::size_t before = own_mib();
  std::size_t peak = before;
  const TempDir folder;
  library::Library library(folder.path(), library::Library::Mode::kWrite);
  library.begin();
  for (const std::string& path : site.sources) {
    const source::SourceSpec spec = spec_of(kind, service.base(), path);
    library::SourceSetup setup;
    setup.name = spec.name;
    setup.connector = spec.connector;
    setup.address = spec.address;
    setup.options = spec.options;
    library::save_source(library, setup, 1);
  }
  library.commit_aside();
  const auto index = ingest::open_current_index(library);
  source::WebClient client({});
  ingest::SyncOptions options;
  options.progress = [&peak](std::uint64_t) { peak = std::max(peak, own_mib()); };
  ingest::SyncReport result;
  const double seconds = seconds_of([&] {
    result = ingest::sync_sources(
        library, *index, ingest::judge_of(library.folder()),
        [&client](const source::SourceSpec& spec) { return client.for_source(spec.address); },
        options);
  });
  std::size_t read = 0;
  for (const ingest::SourceReport& one : result.sources) {
    read += one.read;
    if (one.error) {
      fmt::print("{}: {}\n", one.name, one.error->what());
    }
  }
  report(std::string(kind.connector) + ": synced into a library", read, seconds);
  fmt::print("{:<44} {} MiB above the {} MiB of the documents served\n", "", peak - before, before);
}

/// In a process of its own, so that each has its own peak of memory.
void apart(const auto& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    std::fflush(stdout);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t records = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20'000;
  for (const bench::SiteKind& kind : bench::sites()) {
    apart([&] { bench_connector(kind, records); });
    apart([&] { bench_sync(kind, records); });
    apart([&] { bench_sync(kind, 4 * records); });
  }
  return 0;
}
