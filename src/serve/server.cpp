#include "serve/server.h"

#include "base/error.h"
#include "serve/places.h"
#include "serve/session_internal.h"
#include "serve/tls.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>
#include <thread>

namespace assay::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kMostWaiting = 256;
constexpr std::chrono::milliseconds kAcceptPause(100);

Error no_address(const std::string& text) {
  return {Errc::kUsage, "no address to listen at: " + text, "--listen",
          "write it as 127.0.0.1:7717 or [::1]:0"};
}

tcp::endpoint endpoint_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    throw no_address(text);
  }
  unsigned port = 0;
  const auto [end, error] =
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port > 65535) {
    throw no_address(text);
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (host == "localhost") {
    host = "127.0.0.1";
  }
  boost::system::error_code ec;
  const asio::ip::address address = asio::ip::make_address(host, ec);
  if (ec) {
    throw no_address(text);
  }
  return {address, static_cast<unsigned short>(port)};
}

std::string host_text(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

/// As many open files as the system allows: each stream of events is one, and 1,024 is the usual
/// limit. Gives how many connections leave enough of them for library, index and files.
std::size_t raise_file_limit(std::size_t wanted) {
  constexpr rlim_t kOthers = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return wanted;
  }
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  const rlim_t left = limit.rlim_cur > 2 * kOthers ? limit.rlim_cur - kOthers : limit.rlim_cur / 2;
  return std::min<std::size_t>(wanted, left);
}

/// Throws kUsage for what would send passwords in the clear.
void require_cover(const ServerOptions& options, const tcp::endpoint& endpoint) {
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    throw Error(Errc::kUsage, "TLS needs both a certificate and its key", "--tls-cert",
                "name both files: --tls-cert FILE --tls-key FILE");
  }
  if (!endpoint.address().is_loopback() && options.tls_certificate.empty() &&
      options.proxies.empty() && !options.plain) {
    throw Error(Errc::kUsage, "beyond this machine all would be sent in the clear", "--listen",
                "give --tls-cert and --tls-key, or put a proxy before it and name it by --proxy; "
                "--plain listens all the same");
  }
  for (const std::string& proxy : options.proxies) {
    boost::system::error_code ec;
    static_cast<void>(asio::ip::make_address(proxy, ec));
    if (ec) {
      throw Error(Errc::kUsage, "no address of a proxy: " + proxy, "--proxy",
                  "write the address that it asks from, such as 127.0.0.1");
    }
  }
}

GuardOptions guard_of(const ServerOptions& options, const tcp::endpoint& endpoint) {
  GuardOptions guard;
  const bool beyond = !endpoint.address().is_loopback();
  guard.needs_login = beyond || !options.proxies.empty();
  guard.tokens_file = options.tokens_file;
  guard.accounts_file = accounts_file(options.store.library);
  for (const std::string& proxy : options.proxies) {
    guard.proxies.push_back(asio::ip::make_address(proxy).to_string());  // as connections have it
  }
  guard.only_proxies = beyond && !options.proxies.empty() && options.tls_certificate.empty();
  const std::string port = ":" + std::to_string(endpoint.port());
  guard.hosts = {host_text(endpoint), "127.0.0.1" + port, "localhost" + port, "[::1]" + port};
  if (endpoint.port() == (options.tls_certificate.empty() ? 80 : 443)) {
    for (std::string& host : guard.hosts) {
      host = host.substr(0, host.rfind(':'));  // clients leave the usual port out
    }
  }
  guard.hosts.insert(guard.hosts.end(), options.hosts.begin(), options.hosts.end());
  return guard;
}

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions given)
      : options(std::move(given)), log(options.log_file, options.log_level), acceptor(io) {
    options.most_connections = raise_file_limit(options.most_connections);
    const tcp::endpoint wanted = endpoint_of(options.listen);
    require_cover(options, wanted);
    if (!options.tls_certificate.empty()) {
      tls = load_tls(options.tls_certificate, options.tls_key);
    }
    boost::system::error_code ec;
    acceptor.open(wanted.protocol(), ec);
    if (!ec) {
      acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
      acceptor.bind(wanted, ec);
    }
    if (!ec) {
      acceptor.listen(asio::socket_base::max_listen_connections, ec);
    }
    if (ec) {
      throw Error(Errc::kIo, "cannot listen: " + ec.message(), options.listen,
                  "choose another port with --listen, or end what listens there");
    }
    ServiceOptions service_options;
    service_options.store = options.store;
    service_options.web = options.web;
    service_options.log = &log;
    service_options.guard = guard_of(options, acceptor.local_endpoint());
    proxies = {service_options.guard.proxies.begin(), service_options.guard.proxies.end()};
    service = std::make_unique<Service>(std::move(service_options));
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    workers = std::make_unique<Workers>(service->store(), std::min(4U, cores), kMostWaiting);
    service->tell_load([this] { return Load{connections->load(), workers->waiting()}; });
  }

  /// Whoever has taken as many connections as one address may is left standing.
  void accept_one(tcp::socket socket) {
    boost::system::error_code ignored;
    const asio::ip::address peer = socket.remote_endpoint(ignored).address();
    const std::string from = text_of(peer);
    std::shared_ptr<const void> place;
    if (from != "127.0.0.1" && !peer.is_loopback() && proxies.count(from) == 0) {
      place = places->take(network_of(from), options.most_per_address);
      if (place == nullptr) {
        return;
      }
    }
    socket.set_option(tcp::no_delay(true), ignored);
    const SessionHost host{io,          *service,
                           *workers,    {options.header_seconds, options.body_seconds},
                           connections, answering};
    start_session(host, std::move(socket), tls, std::move(place));
  }

  /// What the files have now; what cannot be used leaves all as it was.
  void open_anew() {
    log.reopen();
    try {
      if (tls != nullptr) {
        tls = load_tls(options.tls_certificate, options.tls_key);
      }
      log.line(LogLevel::kInfo, "reopened", {});
    } catch (const Error& error) {
      log.trouble("tls", error);
    }
  }

  void accept() {
    acceptor.async_accept([this](boost::system::error_code ec, tcp::socket socket) {
      if (!acceptor.is_open()) {
        return;
      }
      if (ec) {  // no file is left for it, or no memory
        pause.expires_after(kAcceptPause);
        return pause.async_wait([this](boost::system::error_code ended) {
          if (!ended && acceptor.is_open()) {
            accept();
          }
        });
      }
      if (connections->load() < options.most_connections) {
        accept_one(std::move(socket));
      }
      accept();
    });
  }

  ServerOptions options;
  Log log;
  std::shared_ptr<asio::ssl::context> tls;  ///< Of connections to come; null: plain.
  std::unique_ptr<Service> service;         ///< Outlives the sessions, which lie in `io`.
  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::steady_timer pause{io};  ///< Before the next try to accept.
  std::shared_ptr<std::atomic<std::size_t>> connections =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<std::atomic<std::size_t>> answering =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<Places> places = std::make_shared<Places>();
  std::set<std::string> proxies;
  std::unique_ptr<Workers> workers;
};

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() {
  impl_->workers->end();
  impl_->io.stop();
}

std::string Server::url() const {
  return (impl_->tls == nullptr ? "http://" : "https://") +
         host_text(impl_->acceptor.local_endpoint());
}

void Server::run(const std::atomic<bool>& stop, const std::atomic<int>& hangups) {
  using std::chrono::steady_clock;
  constexpr auto kTick = std::chrono::milliseconds(200);
  constexpr auto kBeat = std::chrono::seconds(15);
  constexpr auto kGrace = std::chrono::seconds(5);
  impl_->accept();
  asio::steady_timer timer(impl_->io);
  auto beaten = steady_clock::now();
  int opened = hangups.load();
  std::optional<steady_clock::time_point> ending;
  std::function<void(boost::system::error_code)> tick = [&](boost::system::error_code ec) {
    if (ec) {
      return;
    }
    const auto now = steady_clock::now();
    if (const int count = hangups.load(); count != opened) {
      opened = count;
      impl_->open_anew();
    }
    if (stop.load() && !ending) {
      boost::system::error_code ignored;
      impl_->acceptor.close(ignored);
      impl_->workers->end();  // what is under way ends
      ending = now;
    }
    if (ending && (impl_->answering->load() == 0 || now - *ending > kGrace)) {
      impl_->io.stop();
      return;
    }
    try {
      impl_->service->look_for_news();
    } catch (const Error& error) {
      impl_->log.trouble("news", error);
    }
    if (now - beaten > kBeat) {
      beaten = now;
      impl_->service->beat();
    }
    timer.expires_after(kTick);
    timer.async_wait(tick);
  };
  timer.expires_after(kTick);
  timer.async_wait(tick);
  impl_->io.run();
}

void serve_mcp(const StoreOptions& options, std::istream& in, std::ostream& out) {
  Store store(options);
  Events events;
  Jobs jobs(store, events);
  Router router;
  add_routes(router);
  const Mcp mcp(router, options.version);
  Desk desk(store);
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty()) {
      continue;
    }
    const std::string answer = mcp.answer(line, desk, events, jobs);
    if (!answer.empty()) {
      out << answer << "\n" << std::flush;
    }
  }
}

}  // namespace assay::serve
