#pragma once
/// An HTTP service of a few lines on a free port of this machine, for tests, which can also answer
/// as badly as services do: one request a connection, one connection at a time.

#include "base/files.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace assay::testing_tools {

struct Reply {
  int status = 200;
  std::string body = {};
  std::string headers = {};   ///< Each with its line end.
  std::size_t cut_bytes = 0;  ///< That the head promises and that never come.
  bool silent = false;        ///< Reads the request and never answers.
  std::string raw = {};       ///< Sent instead of head and body when not empty.
  bool reset = false;         ///< Breaks the connection off behind what was sent.
  int drip_ms = 0;            ///< Between two bytes of the body.
  std::size_t times = 1;      ///< How often the body is sent; the head promises them all.
};

class Loopback {
 public:
  using Answer = std::function<Reply(const std::string& body)>;
  using AnswerTo = std::function<Reply(const std::string& target, const std::string& request)>;

  /// `answer` is called by a thread of the service.
  explicit Loopback(Answer answer)
      : Loopback(AnswerTo([answer = std::move(answer)](const std::string&, const std::string& all) {
          return answer(all.substr(all.find("\r\n\r\n") + 4));
        })) {}
  /// `answer` is told the path that is asked for, and the whole request.
  explicit Loopback(AnswerTo answer)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_.get(), 16) != 0 ||
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no port for the test's service");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;
  Loopback(Loopback&&) = delete;
  Loopback& operator=(Loopback&&) = delete;
  ~Loopback() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Whether somebody waits to be let in while a request is answered.
  [[nodiscard]] bool is_waited_for() const {
    pollfd waiting{listener_.get(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 1;
  }
  /// What came in, heads and all.
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    std::vector<Fd> silent;
    while (true) {
      Fd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.is_open()) {
        return;
      }
      const std::string request = read_request(connection.get());
      if (request.find("\r\n\r\n") == std::string::npos) {
        continue;  // who asked left before the head had come
      }
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const std::size_t path = request.find(' ') + 1;
      const Reply reply = answer_(request.substr(path, request.find(' ', path) - path), request);
      if (reply.silent) {
        silent.push_back(std::move(connection));
        continue;
      }
      send_reply(connection.get(), reply);
    }
  }

  static void send_reply(int connection, const Reply& reply) {
    const std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n" + reply.headers +
                             "Connection: close\r\nContent-Length: " +
                             std::to_string(reply.body.size() * reply.times + reply.cut_bytes) +
                             "\r\n\r\n";
    bool open = send_all(connection, reply.raw.empty() ? head : reply.raw);
    for (std::size_t i = 0; open && reply.raw.empty() && i < reply.times; ++i) {
      open = reply.drip_ms == 0 ? send_all(connection, reply.body) : drip(connection, reply);
    }
    if (reply.reset) {
      const linger at_once{1, 0};
      ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
  }

  static bool drip(int connection, const Reply& reply) {
    for (const char c : reply.body) {
      std::this_thread::sleep_for(std::chrono::milliseconds(reply.drip_ms));
      if (!send_all(connection, {&c, 1})) {
        return false;
      }
    }
    return true;
  }

  static bool send_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  static std::string read_request(int connection) {
    std::string request;
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
      char buffer[4096];
      const ssize_t count = ::recv(connection, buffer, sizeof(buffer), 0);
      if (count <= 0) {
        break;
      }
      request.append(buffer, static_cast<std::size_t>(count));
      if (request.front() == '\x16') {
        break;  // somebody wants TLS
      }
      const std::size_t end = request.find("\r\n\r\n");
      const std::size_t length = request.find("Content-Length: ");
      if (wanted == std::string::npos && end != std::string::npos) {
        wanted = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
      }
    }
    return request;
  }

  AnswerTo answer_;
  Fd listener_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_
  std::thread thread_;                 // last: starts when all else is ready
};

/// An address of this machine at which nobody listens.
inline std::string nobody() {
  return Loopback([](const std::string&) { return Reply{}; }).base();
}

}  // namespace assay::testing_tools
