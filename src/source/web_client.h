#pragma once
/// The one polite way to the web: every connector of every source asks through it. It says who it
/// is, asks one thing at a time of each host and leaves time in between (across restarts, too),
/// heeds robots.txt where pages for people are read, Retry-After and allowances, tries again where
/// that may help, follows redirects, unpacks gzip and deflate, and keeps to limits of time and
/// size. What it does in each kind of trouble is a table in docs/sources.md. Nothing in the user's
/// own network is asked unless the user named it: where an address leads is looked at when it is
/// connected to, so that a name that changes its address does not help. Threads: all functions from
/// any number of threads at once.

#include "source/fetcher.h"
#include "source/host_times.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::source {

struct WebOptions {
  std::string version = "0";                ///< Of the program: the User-Agent is "assay/VERSION".
  std::string contact;                      ///< Address or page of the user, behind it in brackets.
  std::vector<std::string> allowed;         ///< Hosts that may be private: "host" or "host:port".
  const std::atomic<bool>* stop = nullptr;  ///< Ends everything within a second when true.
  HostStore* store = nullptr;
  const WebTime* time = nullptr;   ///< The machine's when null.
  std::function<double()> random;  ///< In [0, 1), from any thread; the machine's when empty.
  /// Values of environment variables: proxies and secrets; the process's when empty.
  std::function<std::string(const std::string&)> environment;

  std::int64_t interval_ms = 1000;  ///< The least between two requests to a host but this machine.
  int tries = 5;
  std::int64_t first_wait_ms = 1000;  ///< Before the second try; doubled before each more.
  std::int64_t longest_wait_ms = 60'000;
  std::int64_t longest_asked_ms = 120'000;  ///< Retry-After beyond that ends the request.
  std::int64_t connect_ms = 15'000;
  std::int64_t total_ms = 300'000;                         ///< Of one try of fetch().
  std::int64_t download_ms = std::int64_t{6} * 3'600'000;  ///< Of one try of download().
  std::int64_t slow_ms = 30'000;                           ///< Within which slow_bytes are to come.
  std::size_t slow_bytes = 1024;
};

class WebClient final : public Fetcher {
 public:
  explicit WebClient(WebOptions options);
  WebClient(const WebClient&) = delete;
  WebClient& operator=(const WebClient&) = delete;
  ~WebClient() override;

  /// This client for one source, whose address the user typed ("" where a document named it): where
  /// that names a place in the user's own network (a number, "localhost", "nas.local"), it may be
  /// asked. A public name that leads there may not: it is to be allowed by WebOptions. The client
  /// must outlive it.
  [[nodiscard]] std::unique_ptr<Fetcher> for_source(const std::string& address);

  [[nodiscard]] std::string secret(const std::string& variable) const override;

 protected:
  Response do_fetch(const Request& request) override;
  Response do_download(const Request& request, const std::filesystem::path& target) override;

 private:
  class Impl;
  class Narrowed;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
