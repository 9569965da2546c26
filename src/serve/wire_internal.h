#pragma once
/// A connection, by TLS or plain, as one stream: what reads and writes it need not know which.
/// Meets Beast's AsyncReadStream and AsyncWriteStream. Threads: that of the io_context.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace assay::serve {

class Wire {
 public:
  using Tcp = boost::beast::tcp_stream;
  using executor_type = Tcp::executor_type;  // NOLINT(readability-identifier-naming): Asio's name

  /// `context` null: plain.
  Wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context)
      : context_(std::move(context)) {
    if (context_ == nullptr) {
      plain_.emplace(std::move(socket));
    } else {
      secret_.emplace(std::move(socket), *context_);
    }
  }

  [[nodiscard]] bool is_secret() const noexcept { return secret_.has_value(); }
  /// With the time that it may take.
  [[nodiscard]] Tcp& tcp() noexcept { return secret_ ? secret_->next_layer() : *plain_; }
  [[nodiscard]] executor_type get_executor() noexcept { return tcp().get_executor(); }

  /// Requires is_secret().
  template <typename Handler>
  void async_handshake(Handler&& handler) {
    secret_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }
  /// Tells the other end that nothing more comes. Requires is_secret().
  template <typename Handler>
  void async_shutdown(Handler&& handler) {
    secret_->async_shutdown(std::forward<Handler>(handler));
  }
  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (secret_) {
      secret_->async_read_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_->async_read_some(buffers, std::forward<Handler>(handler));
    }
  }
  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (secret_) {
      secret_->async_write_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_->async_write_some(buffers, std::forward<Handler>(handler));
    }
  }

 private:
  std::shared_ptr<boost::asio::ssl::context> context_;  ///< Outlives the stream.
  std::optional<Tcp> plain_;
  std::optional<boost::beast::ssl_stream<Tcp>> secret_;
};

}  // namespace assay::serve
