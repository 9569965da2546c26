#pragma once
/// The HTTP server: one thread for all connections, a few workers for what they ask. The two
/// commands `assay serve` and `assay mcp` begin here. Threads: one thread calls run().

#include "serve/service.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::serve {

struct ServerOptions {
  StoreOptions store;
  std::string listen = "127.0.0.1:7717";  ///< "ADDRESS:PORT", "[::1]:0"; port 0 takes a free one.
  std::vector<std::string> hosts;         ///< Further names under which it is called.
  std::filesystem::path web;
  std::filesystem::path tokens_file;
  std::filesystem::path tls_certificate;  ///< PEM; empty: no TLS.
  std::filesystem::path tls_key;
  std::vector<std::string> proxies;  ///< Addresses of proxies that are believed.
  bool plain = false;                ///< Beyond the loopback without TLS and proxy, all the same.
  std::filesystem::path log_file;    ///< Empty: standard error.
  LogLevel log_level = LogLevel::kInfo;
  /// Seconds that a request may take to come: its header, and then its body.
  int header_seconds = 10;
  int body_seconds = 30;
  std::size_t most_connections = 4096;
  /// Of one address (of IPv6: one /64); this machine and the proxies have no such limit.
  std::size_t most_per_address = 256;
};

class Server {
 public:
  /// Opens the library and the port. Throws kUsage for an address that is none, or one beyond the
  /// loopback without an account and a token, or without TLS and a proxy; kInvalid as load_tls();
  /// kIo for a port that is taken; and as Store.
  explicit Server(ServerOptions options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// "http://127.0.0.1:7717"
  [[nodiscard]] std::string url() const;
  /// Serves until `stop` becomes true, then ends what is under way, for at most five seconds. Each
  /// time that `hangups` has grown, log, certificate and key are opened anew.
  void run(const std::atomic<bool>& stop, const std::atomic<int>& hangups);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The agents' door on standard input and output (docs/api.md): a JSON-RPC message a line, until
/// the input ends.
void serve_mcp(const StoreOptions& options, std::istream& in, std::ostream& out);

}  // namespace assay::serve
