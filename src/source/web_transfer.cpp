#include "base/error.h"
#include "base/text.h"
#include "source/curl_library.h"
#include "source/web_place_internal.h"
#include "source/web_transfer_internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <exception>
#include <new>

namespace assay::source {
namespace {

constexpr std::size_t kMostHeadBytes = std::size_t{256} << 10U;
/// How soon a wish to stop is noticed.
constexpr int kPollMs = 100;

struct FreeEasy {
  void operator()(CURL* handle) const noexcept { libcurl().easy_cleanup(handle); }
};
struct FreeMulti {
  void operator()(CURLM* handle) const noexcept { libcurl().multi_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const noexcept { libcurl().slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

void add_header(Headers& headers, const std::string& line) {
  curl_slist* list = libcurl().slist_append(headers.get(), line.c_str());
  if (list == nullptr) {
    throw std::bad_alloc();
  }
  static_cast<void>(headers.release());
  headers.reset(list);
}

/// An exchange that is under way.
struct Running {
  const Exchange& exchange;
  const Sink& sink;
  Outcome outcome;
  std::size_t head_bytes = 0;
  std::uint64_t body_bytes = 0;
  bool enough = false;
  bool refused = false;
  std::exception_ptr failure;  ///< Of the sink; C code must not see it.
};

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
  auto& running = *static_cast<Running*>(to);
  const std::size_t bytes = size * count;
  running.head_bytes += bytes;
  if (running.head_bytes > kMostHeadBytes) {
    return 0;
  }
  try {
    const std::string_view line = trim(std::string_view(data, bytes));
    Head& head = running.outcome.head;
    const std::size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) {  // 100 Continue comes before the head that counts
      head = {};
      const std::size_t space = std::min(line.find(' '), line.size());
      const std::string_view status = trim(line.substr(space));
      std::from_chars(status.data(), status.data() + status.size(), head.status);
    } else if (colon != std::string_view::npos) {
      head.headers.emplace_back(ascii_lower(trim(line.substr(0, colon))),
                                trim(line.substr(colon + 1)));
    }
  } catch (...) {
    running.failure = std::current_exception();
    return 0;
  }
  return bytes;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
  auto& running = *static_cast<Running*>(to);
  const std::size_t bytes = size * count;
  running.body_bytes += bytes;
  try {
    if (!running.sink(running.outcome.head, {data, bytes})) {
      running.enough = true;
      return 0;
    }
  } catch (...) {
    running.failure = std::current_exception();
    return 0;
  }
  return bytes;
}

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof(v4));
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof(v6));
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

/// Looks at the address that is connected to, whatever name it was found by.
curl_socket_t open_socket(void* from, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& running = *static_cast<Running*>(from);
  if (!running.exchange.private_allowed && is_private(&address->addr)) {
    running.refused = true;
    running.outcome.detail = text_of(&address->addr);
    return CURL_SOCKET_BAD;
  }
  running.refused = false;  // another address of the host may do
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

End end_of(CURLcode code, const Running& running) {
  if (running.refused) {
    return End::kPrivateAddress;
  }
  if (running.enough) {
    return End::kEnough;
  }
  switch (code) {
    case CURLE_OK:
      return End::kWhole;
    case CURLE_OPERATION_TIMEDOUT:
      return End::kTooLate;
    case CURLE_COULDNT_RESOLVE_HOST:
      return End::kNoHost;
    case CURLE_COULDNT_CONNECT:
      return End::kNobodyThere;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return End::kNoTls;
    default:
      return End::kBroken;
  }
}

/// Whether the body comes too slowly, seen over one window after another.
class Pace {
 public:
  explicit Pace(const Exchange& exchange) : exchange_(exchange) {}
  bool is_too_slow(std::uint64_t bytes) {
    const auto now = std::chrono::steady_clock::now();
    if (exchange_.slow_ms == 0 || now - since_ < std::chrono::milliseconds(exchange_.slow_ms)) {
      return false;
    }
    const bool slow = bytes - before_ < exchange_.slow_bytes;
    since_ = now;
    before_ = bytes;
    return slow;
  }

 private:
  const Exchange& exchange_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::uint64_t before_ = 0;
};

}  // namespace

struct Channel::Impl {
  std::unique_ptr<CURLM, FreeMulti> multi;
  std::unique_ptr<CURL, FreeEasy> easy;  // goes before the multi that it may be in
  std::array<char, CURL_ERROR_SIZE> words{};

  void set_up(Running& running, curl_slist* headers);
  /// Until the exchange has ended in one way or another.
  void drive(Running& running);
};

std::string_view Head::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

void Channel::Impl::set_up(Running& running, curl_slist* headers) {
  const Exchange& exchange = running.exchange;
  CURL* curl = easy.get();
  libcurl().easy_reset(curl);
  words[0] = '\0';
  libcurl().easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
  libcurl().easy_setopt(curl, CURLOPT_URL, exchange.url.c_str());
  libcurl().easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  libcurl().easy_setopt(curl, CURLOPT_PROXY, exchange.proxy.c_str());
  libcurl().easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  libcurl().easy_setopt(curl, CURLOPT_QUICK_EXIT,
                        1L);  // does not wait for a name that is looked up
  libcurl().easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                        static_cast<long>(std::min(exchange.connect_ms, exchange.total_ms)));
  libcurl().easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(exchange.total_ms));
  libcurl().easy_setopt(curl, CURLOPT_FORBID_REUSE, exchange.private_allowed ? 1L : 0L);
  libcurl().easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  libcurl().easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  libcurl().easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &running);
  libcurl().easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  libcurl().easy_setopt(curl, CURLOPT_HEADERDATA, &running);
  libcurl().easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  libcurl().easy_setopt(curl, CURLOPT_WRITEDATA, &running);
  if (exchange.body != nullptr) {
    libcurl().easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                          static_cast<curl_off_t>(exchange.body->size()));
    libcurl().easy_setopt(curl, CURLOPT_POSTFIELDS, exchange.body->data());
  }
}

void Channel::Impl::drive(Running& running) {
  const Exchange& exchange = running.exchange;
  Pace pace(exchange);
  while (true) {
    int active = 0;
    if (libcurl().multi_perform(multi.get(), &active) != CURLM_OK) {
      running.outcome = {End::kBroken, {}, "libcurl gave up"};
      return;
    }
    int left = 0;
    if (const CURLMsg* message = libcurl().multi_info_read(multi.get(), &left)) {
      const CURLcode code = message->data.result;
      running.outcome.end = end_of(code, running);
      if (running.outcome.detail.empty() && code != CURLE_OK) {
        running.outcome.detail = words[0] != '\0' ? words.data() : libcurl().easy_strerror(code);
      }
      return;
    }
    if (exchange.stop != nullptr && exchange.stop->load()) {
      running.outcome.end = End::kStopped;
      return;
    }
    if (pace.is_too_slow(running.body_bytes)) {
      running.outcome.end = End::kTooSlow;
      return;
    }
    libcurl().multi_poll(multi.get(), nullptr, 0, kPollMs, nullptr);
  }
}

Channel::Channel() : impl_(std::make_unique<Impl>()) {
  impl_->multi.reset(libcurl().multi_init());
  impl_->easy.reset(libcurl().easy_init());
  if (impl_->multi == nullptr || impl_->easy == nullptr) {
    throw Error(Errc::kIo, "cannot start a connection");
  }
}

Channel::~Channel() = default;

Outcome Channel::run(const Exchange& exchange, const Sink& sink) {
  Headers headers;
  for (const std::string& header : exchange.headers) {
    add_header(headers, header);
  }
  Running running{exchange, sink, {}, 0, 0, false, false, nullptr};
  impl_->set_up(running, headers.get());
  if (libcurl().multi_add_handle(impl_->multi.get(), impl_->easy.get()) != CURLM_OK) {
    throw Error(Errc::kIo, "cannot start a connection");
  }
  impl_->drive(running);
  libcurl().multi_remove_handle(impl_->multi.get(), impl_->easy.get());
  if (running.failure) {
    std::rethrow_exception(running.failure);
  }
  return std::move(running.outcome);
}

}  // namespace assay::source
