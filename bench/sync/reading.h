#pragma once
/// What the bench measures: sources read from a service on the loopback, and the bare parsers.
/// Threads: one thread.

#include "sites.h"
#include "source/fetcher.h"

#include <cstddef>
#include <string>
#include <vector>

namespace assay::bench {

/// Asks without the waits that politeness puts between two requests to a service, which are no work
/// of the program's: each request's interval_ms is 0 here. The rest is the client's own. Counts the
/// time that it takes to fetch.
class Unhurried final : public source::Fetcher {
 public:
  /// `bodies`: where what came is kept, for the bare parsers; nullptr: nowhere.
  Unhurried(source::Fetcher& fetcher, const Site& site, std::vector<std::string>* bodies)
      : fetcher_(fetcher), site_(site), bodies_(bodies) {}

  [[nodiscard]] std::string secret(const std::string& variable) const override;
  [[nodiscard]] double seconds() const noexcept { return seconds_; }

 protected:
  source::Response do_fetch(const source::Request& request) override;
  source::Response do_download(const source::Request& request,
                               const std::filesystem::path& target) override;

 private:
  source::Fetcher& fetcher_;
  const Site& site_;
  std::vector<std::string>* bodies_;
  double seconds_ = 0;
};

/// All of a site read once.
struct Reading {
  std::size_t records = 0;   ///< Works, and sources that a list names.
  std::size_t rejected = 0;  ///< Should be none: the documents are sound.
  double seconds = 0;        ///< By the clock, fetching included.
  double own_seconds = 0;    ///< Of the processor, without fetching: the connector's own.
};

Reading read_all(const Site& site, std::vector<std::string>* bodies);

/// Seconds of the processor that the bare parser of the documents takes, libxml2's reader or
/// simdjson: nothing is looked at. 0 for kPlain.
double parse_bare(Syntax syntax, const std::vector<std::string>& bodies);
/// The same by nlohmann::json, for JSON.
double parse_nlohmann(Syntax syntax, const std::vector<std::string>& bodies);
/// Seconds that libxml2's HTML parser takes for these, one context for all.
double parse_html(const std::vector<std::string>& texts);

/// This process's own memory now in KiB, without the files that it has mapped.
std::size_t own_kib();

}  // namespace assay::bench
