#pragma once
/// An HTTP service of a few lines on a free port of this machine, for tests: one request a
/// connection, one connection at a time.

#include "base/files.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace assay::testing_tools {

struct Reply {
  int status = 200;
  std::string body;
  std::string headers;        ///< Each with its line end.
  std::size_t cut_bytes = 0;  ///< That the head promises and that never come.
  bool silent = false;        ///< Reads the request and never answers.
};

class Loopback {
 public:
  using Answer = std::function<Reply(const std::string& body)>;

  /// `answer` is called by a thread of the service.
  explicit Loopback(Answer answer)
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
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const Reply reply = answer_(request.substr(request.find("\r\n\r\n") + 4));
      if (reply.silent) {
        silent.push_back(std::move(connection));
        continue;
      }
      const std::string bytes = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n" +
                                reply.headers + "Connection: close\r\nContent-Length: " +
                                std::to_string(reply.body.size() + reply.cut_bytes) + "\r\n\r\n" +
                                reply.body;
      for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t count =
            ::send(connection.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) {
          break;
        }
        sent += static_cast<std::size_t>(count);
      }
    }
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
      const std::size_t end = request.find("\r\n\r\n");
      const std::size_t length = request.find("Content-Length: ");
      if (wanted == std::string::npos && end != std::string::npos && length < end) {
        wanted = end + 4 + std::stoul(request.substr(length + 16));
      }
    }
    return request;
  }

  Answer answer_;
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
