// Records a second by each connector from a server on the loopback, and how the time that it takes
// to make works of the documents compares with the bare parser of their syntax; the most memory
// that reading takes at one and four times the records, which should be the same. With --sync also
// whole syncs into a library.
//   bench_sync [RECORDS] [--sync] [WORD...]   10,000 unless given; only rows that have the word
#include "base/files.h"
#include "ingest/indexing.h"
#include "ingest/sources.h"
#include "ingest/sync.h"
#include "ingest/training.h"
#include "reading.h"
#include "source/loopback.h"
#include "source/web_client.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace assay {
namespace {

/// The most memory of this process since the object was made.
class Peak {
 public:
  Peak() : before_kib_(bench::own_kib()), peak_kib_(before_kib_) {}
  Peak(const Peak&) = delete;
  Peak& operator=(const Peak&) = delete;
  Peak(Peak&&) = delete;
  Peak& operator=(Peak&&) = delete;
  ~Peak() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] double mib_above() const {
    return static_cast<double>(peak_kib_ - before_kib_) / 1024;
  }

 private:
  void watch() {
    while (!stop_) {
      peak_kib_ = std::max(peak_kib_.load(), bench::own_kib());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  const std::size_t before_kib_;
  std::atomic<std::size_t> peak_kib_;
  std::atomic<bool> stop_ = false;
  std::thread thread_{[this] { watch(); }};
};

/// What a process of its own has measured. Seconds, 0 where there is nothing to measure.
struct Measured {
  bench::Reading reading;
  double bare = 0;
  double nlohmann = 0;
  double html = 0;
  double mib = 0;
};

/// Runs `work` in a process of its own, so that each has its own peak of memory, and gives what it
/// gives.
Measured apart(const auto& work) {
  int ends[2];
  if (::pipe(ends) != 0) {
    std::abort();
  }
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    const Measured measured = work();
    std::fflush(stdout);
    ::_exit(::write(ends[1], &measured, sizeof(measured)) == sizeof(measured) ? 0 : 1);
  }
  ::close(ends[1]);
  Measured measured;
  if (::read(ends[0], &measured, sizeof(measured)) != sizeof(measured)) {
    measured = {};
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return measured;
}

/// Serves a site in one process, so that the documents are in nobody's figure, and does `work` with
/// it in another.
Measured with_site(const bench::SiteKind& kind, std::size_t records, const auto& work) {
  return apart([&] {
    bench::Site site;
    const testing_tools::Loopback service(
        testing_tools::Loopback::AnswerTo([&site](const std::string& target, const std::string&) {
          const bench::Served* served = bench::find_page(site, target);
          return served == nullptr ? testing_tools::Reply{404}
                                   : testing_tools::Reply{200, served->body, served->headers};
        }));
    site = kind.make(service.base(), records);
    return apart([&] { return work(site); });
  });
}

/// The best of three of each.
Measured time_of(const bench::SiteKind& kind, const bench::Site& site) {
  constexpr int kRounds = 3;
  Measured best;
  std::vector<std::string> bodies;
  for (int round = 0; round < kRounds; ++round) {
    const auto keep = [round](double& least, double seconds) {
      least = round == 0 ? seconds : std::min(least, seconds);
    };
    const bench::Reading reading = bench::read_all(site, round == 0 ? &bodies : nullptr);
    best.reading.records = reading.records;
    best.reading.rejected = reading.rejected;
    keep(best.reading.seconds, reading.seconds);
    keep(best.reading.own_seconds, reading.own_seconds);
    keep(best.bare, bench::parse_bare(kind.syntax, bodies));
    keep(best.nlohmann, bench::parse_nlohmann(kind.syntax, bodies));
    keep(best.html, bench::parse_html(site.html));
  }
  return best;
}

double memory_of(const bench::SiteKind& kind, std::size_t records) {
  return with_site(kind, records,
                   [](const bench::Site& site) {
                     const Peak peak;
                     Measured measured;
                     measured.reading = bench::read_all(site, nullptr);
                     measured.mib = peak.mib_above();
                     return measured;
                   })
      .mib;
}

/// "2.4", or "-" where there is no such parser.
std::string times(double seconds, double bound) {
  return bound > 0 ? fmt::format("{:.1f}", seconds / bound) : "-";
}

void print_head() {
  fmt::print("{:<24} {:>8} {:>9} {:>9} {:>8} {:>7} {:>9} {:>7} {:>6} {:>6}\n", "", "", "fetched",
             "", "", "times", "times", "times", "MiB", "MiB");
  fmt::print("{:<24} {:>8} {:>9} {:>9} {:>8} {:>7} {:>9} {:>7} {:>6} {:>6}\n", "connector",
             "records", "records/s", "read us", "bare us", "bare", "nlohmann", "+ HTML", "at 1x",
             "at 4x");
}

void bench_connector(const bench::SiteKind& kind, std::size_t records) {
  const Measured measured =
      with_site(kind, records, [&kind](const bench::Site& site) { return time_of(kind, site); });
  const double once = memory_of(kind, records);
  const double fourfold = memory_of(kind, 4 * records);
  const auto count = static_cast<double>(measured.reading.records);
  const double own = measured.reading.own_seconds;
  fmt::print(
      "{:<24} {:>8} {:>9.0f} {:>9.2f} {:>8.2f} {:>7} {:>9} {:>7} {:>6.1f} {:>6.1f}{}\n", kind.name,
      measured.reading.records, count / measured.reading.seconds, own / count * 1e6,
      measured.bare / count * 1e6, times(own, measured.bare), times(own, measured.nlohmann),
      measured.html > 0 ? times(own, measured.bare + measured.html) : "-", once, fourfold,
      measured.reading.rejected > 0 ? fmt::format("  {} rejected", measured.reading.rejected) : "");
}

library::SourceSetup setup_of(const source::SourceSpec& spec) {
  library::SourceSetup setup;
  setup.name = ingest::source_name_of(spec.connector + spec.name);
  setup.connector = spec.connector;
  setup.address = spec.address;
  setup.options = spec.options;
  return setup;
}

Measured sync_all(const bench::Site& site) {
  const TempDir folder;
  library::Library library(folder.path(), library::Library::Mode::kWrite);
  library.begin();
  for (const source::SourceSpec& spec : site.sources) {
    library::save_source(library, setup_of(spec), 1);
  }
  library.commit_aside();
  const auto index = ingest::open_current_index(library);
  source::WebClient client({});
  Measured measured;
  const Peak peak;
  const auto start = std::chrono::steady_clock::now();
  const ingest::SyncReport result = ingest::sync_sources(
      library, *index, ingest::judge_of(library.folder()),
      [&client](const source::SourceSpec& spec) { return client.for_source(spec.address); }, {});
  measured.reading.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const ingest::SourceReport& one : result.sources) {
    measured.reading.records += one.read;
    if (one.error) {
      fmt::print(stderr, "{}: {}\n", one.name, one.error->what());
    }
  }
  measured.mib = peak.mib_above();
  return measured;
}

void bench_sync(const bench::SiteKind& kind, std::size_t records) {
  const Measured measured = with_site(kind, records, sync_all);
  fmt::print("{:<24} {:>8} records {:>8.2f} s {:>9.0f} records/s {:>7.1f} MiB\n", kind.name,
             measured.reading.records, measured.reading.seconds,
             static_cast<double>(measured.reading.records) / measured.reading.seconds,
             measured.mib);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  namespace bench = assay::bench;
  std::size_t records = 10'000;
  bool whole = false;
  std::vector<std::string_view> words;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--sync") {
      whole = true;
    } else if (const std::size_t number = std::strtoul(argv[i], nullptr, 10); number > 0) {
      records = number;
    } else {
      words.push_back(argument);
    }
  }
  if (!whole) {
    assay::print_head();
  }
  for (const bench::SiteKind& kind : bench::sites()) {
    const std::string_view name = kind.name;
    const bool wanted =
        words.empty() || std::any_of(words.begin(), words.end(), [name](std::string_view word) {
          return name.find(word) != std::string_view::npos;
        });
    if (wanted && whole) {
      assay::bench_sync(kind, records);
      assay::bench_sync(kind, 4 * records);
    } else if (wanted) {
      assay::bench_connector(kind, records);
    }
  }
  return 0;
}
