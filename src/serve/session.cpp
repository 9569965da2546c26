#include "base/error.h"
#include "base/text.h"
#include "serve/problem.h"
#include "serve/session_internal.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace assay::serve {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::uint32_t kMostHeader = 16 * 1024;
constexpr std::uint64_t kMostBody = std::uint64_t{2} << 20;
constexpr std::uint64_t kMostAnywhere = std::uint64_t{1} << 40;
constexpr int kUploadSeconds = 600;
constexpr std::size_t kMostBehind = 256;
constexpr int kWriteSeconds = 30;

using FileResponse = http::response<http::file_body>;
using PlainResponse = http::response<http::span_body<const char>>;

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(asio::io_context& io, asio::ip::tcp::socket socket, Service& service, Workers& workers,
          SessionLimits limits, std::shared_ptr<std::atomic<std::size_t>> open)
      : io_(io),
        stream_(std::move(socket)),
        service_(service),
        workers_(workers),
        limits_(limits),
        open_(std::move(open)) {
    ++*open_;
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (listener_ != 0) {
      service_.events().remove(listener_);
    }
    --*open_;
  }

  void read_head() {
    upload_.reset();
    head_.emplace();
    head_->header_limit(kMostHeader);
    head_->body_limit(kMostAnywhere);  // on_head() lowers it, by the address
    stream_.expires_after(std::chrono::seconds(limits_.header_seconds));
    http::async_read_header(
        stream_, buffer_, *head_,
        [self = shared_from_this()](beast::error_code ec, std::size_t) { self->on_head(ec); });
  }

 private:
  void on_head(beast::error_code ec) {
    if (ec == http::error::end_of_stream || ec == asio::error::operation_aborted ||
        ec == asio::error::connection_reset || ec == beast::error::timeout ||
        ec == asio::error::eof || ec == http::error::partial_message) {
      return close();
    }
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
      return refuse(431, "the header is larger than 16 KiB", "send less");
    }
    if (ec == http::error::body_limit) {
      return refuse(413, "the body is too large", "send a smaller one");
    }
    if (ec) {
      return refuse(400, "this is no HTTP: " + ec.message(), "see RFC 9112");
    }
    const auto& message = head_->get();
    keep_ = message.keep_alive();
    if (message[http::field::expect] == "100-continue") {
      return refuse(417, "no request is announced here", "send the body at once");
    }
    const std::uint64_t file =
        upload_limit(text_of(message.method_string()), text_of(message.target()));
    if (head_->content_length() && *head_->content_length() > (file != 0 ? file : kMostBody)) {
      return refuse(413, "the body is too large", "send a smaller one");
    }
    if (file != 0) {
      return receive_file(file);
    }
    upload_.emplace(std::move(*head_));
    upload_->body_limit(kMostBody);
    stream_.expires_after(std::chrono::seconds(limits_.body_seconds));
    http::async_read(stream_, buffer_, *upload_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       self->on_body(error);
                     });
  }

  /// True when the body came; else the other end was told, or is gone.
  bool has_come(beast::error_code ec) {
    if (!ec) {
      return true;
    }
    if (ec == http::error::body_limit) {
      refuse(413, "the body is too large", "send a smaller one");
    } else if (ec == asio::error::operation_aborted || ec == asio::error::connection_reset ||
               ec == http::error::partial_message || ec == asio::error::eof ||
               ec == http::error::end_of_stream || ec == beast::error::timeout) {
      close();
    } else if (ec.category() == boost::system::system_category() ||
               ec.category() == boost::system::generic_category()) {
      refuse(507, "the file cannot be kept: " + ec.message(), "make room on the server's disk");
    } else {
      refuse(400, "this is no HTTP: " + ec.message(), "see RFC 9112");
    }
    return false;
  }

  void on_body(beast::error_code ec) {
    if (has_come(ec)) {
      take();
    }
  }

  /// The body goes to a file as it comes. Who may not ask is refused before.
  void receive_file(std::uint64_t most) {
    std::shared_ptr<Request> request;
    std::shared_ptr<const Answer> refused;
    try {
      request = translate(head_->get());
      refused = service_.at_once(*request);
      request->folder = std::make_shared<const TempDir>();
    } catch (const Error& error) {
      refused = plain(problem(error));
    }
    if (refused != nullptr) {
      keep_ = false;
      return send(false, refused);
    }
    request->file = request->folder->path() / "upload";
    file_upload_.emplace(std::move(*head_));
    file_upload_->body_limit(most);
    beast::error_code ec;
    file_upload_->get().body().open(request->file.c_str(), beast::file_mode::write_new, ec);
    if (ec) {
      return refuse(507, "the file cannot be kept: " + ec.message(), "make room on the disk");
    }
    stream_.expires_after(std::chrono::seconds(kUploadSeconds));
    http::async_read(stream_, buffer_, *file_upload_,
                     [self = shared_from_this(), request](beast::error_code error, std::size_t) {
                       self->file_upload_.reset();
                       if (self->has_come(error)) {
                         self->hand_over(request);
                       }
                     });
  }

  static std::string text_of(boost::beast::string_view view) {
    return std::string(view.data(), view.size());
  }

  /// The message without its body, as the handlers see it. Throws kUsage.
  template <typename Message>
  std::shared_ptr<Request> translate(const Message& message) {
    auto request = std::make_shared<Request>();
    request->method = text_of(message.method_string());
    for (const auto& field : message) {
      const std::string name = ascii_lower(text_of(field.name_string()));
      if (name == "host" && request->headers.count(name) != 0) {
        throw Error(Errc::kUsage, "two Host headers", "the header");
      }
      std::string& value = request->headers[name];
      value += (value.empty() ? "" : ", ") + text_of(field.value());
    }
    beast::error_code ec;
    const auto endpoint = stream_.socket().remote_endpoint(ec);
    request->peer = ec ? std::string() : endpoint.address().to_string();
    parse_target(text_of(message.target()), *request);
    return request;
  }

  void take() {
    std::shared_ptr<Request> request;
    try {
      auto message = upload_->release();
      request = translate(message);
      request->body = std::move(message.body());
    } catch (const Error& error) {
      return send(false, plain(problem(error)));
    }
    hand_over(request);
  }

  /// Answers at once where that is possible, else by a worker.
  void hand_over(const std::shared_ptr<Request>& request) {
    const bool head = request->method == "HEAD";
    stream_.expires_never();
    std::shared_ptr<const Answer> ready;
    try {
      ready = service_.at_once(*request);
    } catch (const Error& error) {
      ready = plain(problem(error));
    }
    if (ready != nullptr) {
      return send(head, ready);
    }
    const bool taken = workers_.add([self = shared_from_this(), request, head](Desk& desk) {
      std::shared_ptr<const Answer> answer = self->service_.answer(*request, desk);
      asio::post(self->io_, [self, answer, head] { self->send(head, answer); });
    });
    if (!taken) {
      send(head, plain(problem(Error(Errc::kLocked, "too many requests wait already", "",
                                     "try again in a moment"))));
    }
  }

  static std::shared_ptr<const Answer> plain(Response response) {
    Answer answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.headers.emplace_back("Content-Type", response.type);
    answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = std::make_shared<const std::string>(std::move(response.body));
    return std::make_shared<const Answer>(std::move(answer));
  }

  void refuse(int status, const std::string& what, const char* hint) {
    keep_ = false;
    send(false, plain(problem(Error(status == 413 || status == 431 ? Errc::kLimit : Errc::kUsage,
                                    what, "the request", hint),
                              status)));
  }

  template <typename Message>
  void fill(Message& message, const Answer& answer) const {
    message.version(11);
    message.result(static_cast<unsigned>(answer.status));
    message.keep_alive(keep_);
    for (const auto& [name, value] : answer.headers) {
      message.insert(name, value);
    }
  }

  void send(bool head, const std::shared_ptr<const Answer>& answer) {
    answer_ = answer;
    service_.count_answer(answer->status);
    if (answer->stream && !head) {
      return begin_stream();
    }
    stream_.expires_after(std::chrono::seconds(kWriteSeconds));
    if (!answer->file.empty()) {
      return send_file(head);
    }
    plain_.emplace();
    fill(*plain_, *answer);
    const std::string& body = *answer->body;
    plain_->body() = beast::span<const char>(body.data(), head ? 0 : body.size());
    if (answer->status != 304 && answer->status != 204) {
      plain_->content_length(body.size());
    }
    http::async_write(stream_, *plain_,
                      [self = shared_from_this()](beast::error_code ec, std::size_t) {
                        self->plain_.reset();
                        self->on_sent(ec);
                      });
  }

  void send_file(bool head) {
    file_.emplace();
    fill(*file_, *answer_);
    beast::error_code ec;
    http::file_body::value_type body;
    body.open(answer_->file.c_str(), beast::file_mode::scan, ec);
    if (ec) {
      file_.reset();
      return refuse(500, "a file cannot be read", "see the server's messages");
    }
    const std::uint64_t size = body.size();
    file_->body() = std::move(body);
    file_->content_length(size);
    file_serializer_.emplace(*file_);
    const auto sent = [self = shared_from_this()](beast::error_code error, std::size_t) {
      self->file_serializer_.reset();
      self->file_.reset();
      self->on_sent(error);
    };
    stream_.expires_never();  // a large one may take its time
    if (head) {
      http::async_write_header(stream_, *file_serializer_, sent);
    } else {
      http::async_write(stream_, *file_serializer_, sent);
    }
  }

  void on_sent(beast::error_code ec) {
    answer_.reset();
    if (ec || !keep_) {
      return close();
    }
    read_head();
  }

  // --- Streams of events -------------------------------------------------------------------------

  void begin_stream() {
    std::string head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    for (const auto& [name, value] : answer_->headers) {
      head += name + ": " + value + "\r\n";
    }
    answer_.reset();
    upload_.reset();
    head_.reset();
    stream_.expires_never();
    push(std::make_shared<const std::string>(head + "\r\nretry: 2000\n\n"));
    const std::weak_ptr<Session> weak = shared_from_this();
    listener_ =
        service_.events().add([weak, &io = io_](const std::shared_ptr<const std::string>& bytes) {
          asio::post(io, [weak, bytes] {
            if (const std::shared_ptr<Session> self = weak.lock()) {
              self->push(bytes);
            }
          });
        });
    wait_for_end();
  }

  /// The other end says nothing more: reading tells when it goes. Keeps the session alive.
  void wait_for_end() {
    stream_.async_read_some(asio::buffer(&byte_, 1),
                            [self = shared_from_this()](beast::error_code ec, std::size_t) {
                              if (ec) {
                                self->close();
                              } else {
                                self->wait_for_end();
                              }
                            });
  }

  void push(const std::shared_ptr<const std::string>& bytes) {
    if (behind_.size() >= kMostBehind) {
      return close();  // too slow a reader: it comes back and asks anew
    }
    behind_.push_back(bytes);
    if (behind_.size() == 1) {
      write_next();
    }
  }

  void write_next() {
    asio::async_write(stream_, asio::buffer(*behind_.front()),
                      [self = shared_from_this()](beast::error_code ec, std::size_t) {
                        self->behind_.pop_front();
                        if (ec) {
                          self->close();
                        } else if (!self->behind_.empty()) {
                          self->write_next();
                        }
                      });
  }

  void close() {
    beast::error_code ec;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    if (listener_ != 0) {
      stream_.socket().close(ec);
    } else {
      drain();
    }
  }

  /// What the other end still sends is read for a moment, so that it sees the answer.
  void drain() {
    stream_.expires_after(std::chrono::seconds(1));
    stream_.async_read_some(asio::buffer(drained_),
                            [self = shared_from_this()](beast::error_code ec, std::size_t size) {
                              constexpr std::size_t kMostDrained = std::size_t{1} << 20;
                              self->drained_size_ += size;
                              if (!ec && self->drained_size_ < kMostDrained) {
                                self->drain();
                              }
                            });
  }

  asio::io_context& io_;
  beast::tcp_stream stream_;
  Service& service_;
  Workers& workers_;
  SessionLimits limits_;
  std::shared_ptr<std::atomic<std::size_t>> open_;
  beast::flat_buffer buffer_{kMostHeader + 8192};
  std::optional<http::request_parser<http::empty_body>> head_;
  std::optional<http::request_parser<http::string_body>> upload_;
  std::optional<http::request_parser<http::file_body>> file_upload_;
  std::optional<PlainResponse> plain_;
  std::optional<FileResponse> file_;
  std::optional<http::response_serializer<http::file_body>> file_serializer_;
  std::shared_ptr<const Answer> answer_;
  bool keep_ = false;
  char byte_ = 0;
  std::array<char, 1024> drained_{};
  std::size_t drained_size_ = 0;
  std::size_t listener_ = 0;
  std::deque<std::shared_ptr<const std::string>> behind_;
};

}  // namespace

Workers::Workers(Store& store, std::size_t count, std::size_t room) : room_(room) {
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, &store] { run(store); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  filled_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool Workers::add(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || tasks_.size() >= room_) {
      return false;
    }
    tasks_.push_back(std::move(task));
  }
  filled_.notify_one();
  return true;
}

void Workers::run(Store& store) {
  Desk desk(store);
  while (true) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (tasks_.empty()) {
        return;
      }
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task(desk);
  }
}

void start_session(asio::io_context& io, asio::ip::tcp::socket socket, Service& service,
                   Workers& workers, SessionLimits limits,
                   const std::shared_ptr<std::atomic<std::size_t>>& open) {
  std::make_shared<Session>(io, std::move(socket), service, workers, limits, open)->read_head();
}

}  // namespace assay::serve
