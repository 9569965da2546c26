#include "serve/server.h"

#include "base/error.h"
#include "serve/session_internal.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <thread>

namespace assay::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kMostWaiting = 256;

tcp::endpoint endpoint_of(const std::string& text) {
  const Error wrong(Errc::kUsage, "no address to listen at: " + text, "--listen",
                    "write it as 127.0.0.1:7717 or [::1]:0");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    throw wrong;
  }
  unsigned port = 0;
  const auto [end, error] =
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port > 65535) {
    throw wrong;
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
    throw wrong;
  }
  return {address, static_cast<unsigned short>(port)};
}

std::string host_text(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

GuardOptions guard_of(const ServerOptions& options, const tcp::endpoint& endpoint) {
  GuardOptions guard;
  guard.needs_token = !endpoint.address().is_loopback();
  guard.tokens_file = options.tokens_file;
  const std::string port = ":" + std::to_string(endpoint.port());
  guard.hosts = {host_text(endpoint), "127.0.0.1" + port, "localhost" + port, "[::1]" + port};
  guard.hosts.insert(guard.hosts.end(), options.hosts.begin(), options.hosts.end());
  return guard;
}

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions given) : options(std::move(given)), acceptor(io) {
    const tcp::endpoint wanted = endpoint_of(options.listen);
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
    service_options.guard = guard_of(options, acceptor.local_endpoint());
    service = std::make_unique<Service>(std::move(service_options));
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    workers = std::make_unique<Workers>(service->store(), std::min(4U, cores), kMostWaiting);
  }

  void accept() {
    acceptor.async_accept([this](boost::system::error_code ec, tcp::socket socket) {
      if (!acceptor.is_open()) {
        return;
      }
      if (!ec && connections->load() < options.most_connections) {
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        start_session(io, std::move(socket), *service, *workers,
                      {options.header_seconds, options.body_seconds}, connections);
      }
      accept();
    });
  }

  ServerOptions options;
  std::unique_ptr<Service> service;  ///< Outlives the sessions, which lie in `io`.
  asio::io_context io{1};
  tcp::acceptor acceptor;
  std::shared_ptr<std::atomic<std::size_t>> connections =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::unique_ptr<Workers> workers;
};

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() {
  impl_->workers.reset();
  impl_->io.stop();
}

std::string Server::url() const {
  return "http://" + host_text(impl_->acceptor.local_endpoint());
}

void Server::run(const std::atomic<bool>& stop) {
  using std::chrono::steady_clock;
  constexpr auto kTick = std::chrono::milliseconds(200);
  constexpr auto kBeat = std::chrono::seconds(15);
  constexpr auto kGrace = std::chrono::seconds(5);
  impl_->accept();
  asio::steady_timer timer(impl_->io);
  auto beaten = steady_clock::now();
  std::optional<steady_clock::time_point> ending;
  std::function<void(boost::system::error_code)> tick = [&](boost::system::error_code ec) {
    if (ec) {
      return;
    }
    const auto now = steady_clock::now();
    if (stop.load() && !ending) {
      boost::system::error_code ignored;
      impl_->acceptor.close(ignored);
      impl_->workers.reset();  // what is under way ends
      ending = now;
    }
    if (ending &&
        (now - *ending > kGrace || impl_->connections->load() == 0 || now - *ending > kTick)) {
      impl_->io.stop();
      return;
    }
    try {
      impl_->service->look_for_news();
    } catch (const Error& error) {
      std::fprintf(stderr, "assay: serve error what=\"%s\"\n", error.what());
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
