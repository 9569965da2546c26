#include "source/web_client.h"

#include "base/error.h"
#include "base/text.h"
#include "source/host_gates_internal.h"
#include "source/robots.h"
#include "source/web.h"
#include "source/web_place_internal.h"
#include "source/web_receiver_internal.h"
#include "source/web_trouble_internal.h"
#include "source/web_waits_internal.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace assay::source {
namespace {

constexpr int kMostRedirects = 10;
constexpr std::int64_t kRobotsKeptMs = std::int64_t{24} * 3'600'000;
constexpr std::size_t kRobotsBytes = std::size_t{512} << 10U;

double random_number() {
  thread_local std::mt19937_64 engine(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

std::string environment_of_process(const std::string& name) {
  const char* value =
      std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  return value == nullptr ? std::string() : std::string(value);
}

WebOptions completed(WebOptions options) {
  if (options.time == nullptr) {
    options.time = &system_web_time();
  }
  if (!options.random) {
    options.random = random_number;
  }
  if (!options.environment) {
    options.environment = environment_of_process;
  }
  return options;
}

bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool has_header(const std::vector<std::string>& headers, std::string_view name) noexcept {
  return std::any_of(headers.begin(), headers.end(), [name](const std::string& line) {
    return istarts_with(line, name) && line.size() > name.size() && line[name.size()] == ':';
  });
}

/// One hop: an address that is asked until it answers.
struct Hop {
  const Request& request;
  const std::vector<std::string>& typed;  ///< Hosts that the source's address names.
  std::string url;
  bool own_headers = true;  ///< Still at the host that the request is for.
  bool posts = false;
  bool packed = true;  ///< gzip and deflate are welcome.
  std::int64_t total_ms = 0;
};

}  // namespace

class WebClient::Impl {
 public:
  explicit Impl(WebOptions options)
      : options_(completed(std::move(options))),
        gates_(*options_.time, options_.store, options_.stop),
        agent_("assay/" + options_.version +
               (options_.contact.empty() ? "" : " (+" + options_.contact + ")")) {}

  Response fetch(const Request& request, const std::vector<std::string>& typed) {
    Receiver receiver(request.most_bytes);
    Response response = follow(request, typed, receiver, true, options_.total_ms);
    check_status(request, response, receiver.bytes());
    response.body = std::move(receiver.bytes());
    return response;
  }

  Response download(const Request& request, const std::filesystem::path& target,
                    const std::vector<std::string>& typed) {
    FileReceiver receiver(target, request.most_bytes);
    Response response = follow(request, typed, receiver, false, options_.download_ms);
    check_status(request, response, receiver.bytes());
    if (response.status / 100 == 2) {
      receiver.keep();
    }
    return response;
  }

  [[nodiscard]] const WebOptions& options() const noexcept { return options_; }

 private:
  /// The answer at the end of all redirects, whatever its status.
  Response follow(const Request& request, const std::vector<std::string>& typed, Receiver& receiver,
                  bool packed, std::int64_t total_ms);
  Outcome ask(const Hop& hop, Receiver& receiver);
  [[nodiscard]] Exchange exchange_of(const Hop& hop, const Place& place) const;
  [[nodiscard]] std::vector<std::string> headers_of(const Hop& hop) const;
  void require_readable(const Hop& hop, const Place& place);
  Robots robots_of(const Hop& hop, const Place& place);
  void wait_before_next(const Trouble& trouble, int tries, HostGates::Turn& turn);

  struct Known {
    Robots robots;
    std::int64_t since_ms = 0;
  };

  WebOptions options_;
  HostGates gates_;
  std::string agent_;
  std::mutex robots_mutex_;
  std::map<std::string, Known> robots_;  // by origin; guarded by robots_mutex_
};

Response WebClient::Impl::follow(const Request& request, const std::vector<std::string>& typed,
                                 Receiver& receiver, bool packed, std::int64_t total_ms) {
  Hop hop{request, typed, request.url, true, !request.body.empty(), packed, total_ms};
  const std::string origin = parse_place(request.url).origin();
  bool moved = false;
  bool for_good = true;
  for (int redirects = 0;; ++redirects) {
    require_readable(hop, parse_place(hop.url));
    Outcome outcome = ask(hop, receiver);
    const int status = outcome.head.status;
    if (!is_redirect(status)) {
      return {status, hop.url, std::move(outcome.head.headers), {}, moved && for_good};
    }
    const std::string next = resolve_address(hop.url, outcome.head.header("location"));
    if (next.empty()) {
      throw Error(Errc::kNetwork, "the service redirects to no address of the web",
                  shown_address(hop.url), "open it in a browser and take the address it shows");
    }
    if (redirects == kMostRedirects) {
      throw Error(Errc::kNetwork, "the service redirects more than 10 times",
                  shown_address(request.url),
                  "open it in a browser and take the address it shows; it may want a login");
    }
    moved = true;
    for_good = for_good && (status == 301 || status == 308);
    hop.own_headers = hop.own_headers && parse_place(next).origin() == origin;
    if (hop.posts && status != 307 && status != 308) {
      hop.posts = false;
    }
    if (hop.posts && !hop.own_headers) {
      throw Error(Errc::kBlocked, "the service sends what was posted to it to another host",
                  shown_address(next), "check the source's address");
    }
    hop.url = next;
  }
}

Outcome WebClient::Impl::ask(const Hop& hop, Receiver& receiver) {
  const Place place = parse_place(hop.url);
  const Exchange exchange = exchange_of(hop, place);
  const std::int64_t interval =
      std::max(hop.request.interval_ms, is_loopback(place.host) ? 0 : options_.interval_ms);
  const std::unique_ptr<HostGates::Turn> turn = gates_.take(place.authority());
  refuse_while_blocked(turn->blocked_until_ms(), options_.time->wall_ms(), hop.url);
  for (int tries = 1;; ++tries) {
    turn->begin(interval);
    receiver.restart();
    Outcome outcome = turn->channel().run(exchange, [&](const Head& head, std::string_view bytes) {
      return receiver.take(head, bytes);
    });
    const std::optional<Trouble> trouble =
        trouble_of(outcome, receiver, hop.url, options_.time->wall_ms() / 1000);
    if (!trouble) {
      return outcome;
    }
    if (trouble->asked_ms > options_.longest_asked_ms) {
      const std::int64_t until = options_.time->wall_ms() + trouble->asked_ms;
      turn->block_until(until);
      refuse_while_blocked(until, options_.time->wall_ms(), hop.url);
    }
    if (tries >= std::min(trouble->most_tries, options_.tries)) {
      throw trouble->error;
    }
    wait_before_next(*trouble, tries, *turn);
  }
}

void WebClient::Impl::wait_before_next(const Trouble& trouble, int tries, HostGates::Turn& turn) {
  const std::int64_t pause =
      back_off_ms(tries - 1, options_.first_wait_ms, options_.longest_wait_ms, options_.random());
  if (trouble.asked_ms > 0) {
    // So that nobody else asks meanwhile; the store writes it down with what is committed next. The
    // jitter comes on top, so that all do not come back at once.
    turn.block_until(options_.time->wall_ms() + trouble.asked_ms);
    gates_.sleep(trouble.asked_ms + pause / 4);
    turn.block_until(0);
    return;
  }
  gates_.sleep(pause);
}

Exchange WebClient::Impl::exchange_of(const Hop& hop, const Place& place) const {
  Exchange exchange;
  exchange.url = hop.url;
  exchange.headers = headers_of(hop);
  exchange.body = hop.posts ? &hop.request.body : nullptr;
  exchange.proxy = is_loopback(place.host) ? std::string() : proxy_for(place, options_.environment);
  const bool named = is_among(place, options_.allowed) || is_among(place, hop.typed);
  // Through a proxy only the host's written form can be looked at.
  if (!named &&
      (is_private_number(place.host) || (!exchange.proxy.empty() && is_local_name(place.host)))) {
    throw private_address(hop.url, place.host);
  }
  exchange.private_allowed = named || !exchange.proxy.empty();
  exchange.connect_ms = options_.connect_ms;
  exchange.total_ms = hop.total_ms;
  exchange.slow_ms = options_.slow_ms;
  exchange.slow_bytes = options_.slow_bytes;
  exchange.stop = options_.stop;
  return exchange;
}

std::vector<std::string> WebClient::Impl::headers_of(const Hop& hop) const {
  std::vector<std::string> headers = {
      "User-Agent: " + agent_,
      std::string("Accept-Encoding: ") + (hop.packed ? "gzip, deflate" : "identity")};
  if (hop.posts) {
    headers.insert(headers.end(), {"Content-Type: application/json", "Expect:"});
  }
  if (!hop.request.etag.empty()) {
    headers.push_back("If-None-Match: " + hop.request.etag);
  }
  if (!hop.request.last_modified.empty()) {
    headers.push_back("If-Modified-Since: " + hop.request.last_modified);
  }
  // Keys and what else is meant for the service are not for those it redirects to.
  if (hop.own_headers) {
    headers.insert(headers.end(), hop.request.headers.begin(), hop.request.headers.end());
  }
  if (!has_header(headers, "accept")) {
    headers.emplace_back(hop.request.want == Want::kJson  ? "Accept: application/json"
                         : hop.request.want == Want::kXml ? "Accept: application/xml, text/xml"
                         : hop.request.want == Want::kHtml
                             ? "Accept: text/html, application/xhtml+xml"
                         : hop.request.want == Want::kFeed
                             ? "Accept: application/atom+xml, application/rss+xml, "
                               "application/feed+json, application/xml;q=0.9, */*;q=0.5"
                             : "Accept: */*");
  }
  for (const std::string& line : headers) {
    if (std::any_of(line.begin(), line.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; })) {
      throw Error(Errc::kInvalid, "a header of the request holds a line break or control character",
                  shown_address(hop.url), "check the source's options and keys");
    }
  }
  return headers;
}

void WebClient::Impl::require_readable(const Hop& hop, const Place& place) {
  if (hop.request.obeys_robots && !robots_of(hop, place).allows(place.target)) {
    throw Error(Errc::kBlocked, "robots.txt of the host asks robots not to read this page",
                shown_address(hop.url), "look for a feed, an API or a dump of the same");
  }
}

Robots WebClient::Impl::robots_of(const Hop& hop, const Place& place) {
  const std::string origin = place.origin();
  {
    const std::lock_guard lock(robots_mutex_);
    const auto found = robots_.find(origin);
    if (found != robots_.end() &&
        options_.time->steady_ms() - found->second.since_ms < kRobotsKeptMs) {
      return found->second.robots;
    }
  }
  Request request;
  request.url = origin + "/robots.txt";
  request.interval_ms = hop.request.interval_ms;
  Robots robots;
  try {
    Receiver receiver(kRobotsBytes);
    // RFC 9309, 2.3.1: refused (4xx) is as if there were none; out of reach means to keep away.
    if (follow(request, hop.typed, receiver, true, options_.total_ms).status / 100 == 2) {
      robots = Robots(receiver.bytes(), "assay");
    }
  } catch (const Error& error) {
    if (error.code() == Errc::kCancelled) {
      throw;
    }
    throw Error(error.code(),
                "robots.txt cannot be had, so its host is left alone: " + error.message(),
                error.where(), error.hint());
  }
  const std::lock_guard lock(robots_mutex_);
  robots_[origin] = {robots, options_.time->steady_ms()};
  return robots;
}

/// The client as one source may use it.
class WebClient::Narrowed final : public Fetcher {
 public:
  Narrowed(WebClient& client, std::vector<std::string> typed)
      : client_(client), typed_(std::move(typed)) {}
  [[nodiscard]] std::string secret(const std::string& variable) const override {
    return client_.secret(variable);
  }

 protected:
  Response do_fetch(const Request& request) override {
    return client_.impl_->fetch(request, typed_);
  }
  Response do_download(const Request& request, const std::filesystem::path& target) override {
    return client_.impl_->download(request, target, typed_);
  }

 private:
  WebClient& client_;
  std::vector<std::string> typed_;
};

WebClient::WebClient(WebOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

WebClient::~WebClient() = default;

std::unique_ptr<Fetcher> WebClient::for_source(const std::string& address) {
  std::vector<std::string> typed;
  try {
    const Place place = parse_place(address);
    if (is_local_name(place.host)) {
      typed.push_back(place.authority());
    }
  } catch (const Error&) {
    // "owner/name" or a folder: it names no host
  }
  return std::make_unique<Narrowed>(*this, std::move(typed));
}

std::string WebClient::secret(const std::string& variable) const {
  return impl_->options().environment(variable);
}

Response WebClient::do_fetch(const Request& request) {
  return impl_->fetch(request, {});
}

Response WebClient::do_download(const Request& request, const std::filesystem::path& target) {
  return impl_->download(request, target, {});
}

}  // namespace assay::source
