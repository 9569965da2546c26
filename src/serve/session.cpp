#include "base/error.h"
#include "base/text.h"
#include "serve/problem.h"
#include "serve/session_internal.h"
#include "serve/wire_internal.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace assay::serve {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::uint32_t kMostHeader = 16 * 1024;
constexpr std::uint64_t kMostBody = std::uint64_t{2} << 20;
constexpr std::uint64_t kSmallBody = std::uint64_t{64} << 10;
constexpr std::uint64_t kMostAnywhere = std::uint64_t{1} << 40;
constexpr int kUploadSeconds = 600;
constexpr std::size_t kMostBehind = 256;
constexpr int kWriteSeconds = 30;

using FileResponse = http::response<http::file_body>;
using PlainResponse = http::response<http::span_body<const char>>;

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(const SessionHost& host, asio::ip::tcp::socket socket,
          std::shared_ptr<asio::ssl::context> tls, std::shared_ptr<const void> place)
      : io_(host.io),
        place_(std::move(place)),
        stream_(std::move(socket), std::move(tls)),
        service_(host.service),
        workers_(host.workers),
        limits_(host.limits),
        open_(host.open),
        answering_(host.answering) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (listener_ != 0) {
      service_.events().remove(listener_);
    }
    if (talk_ != nullptr) {
      talk_->leave();
    }
    if (listener_ != 0 || talk_ != nullptr) {
      tell();
    }
  }

  void begin() {
    if (!stream_.is_secret()) {
      return read_head();
    }
    stream_.tcp().expires_after(std::chrono::seconds(limits_.header_seconds));
    stream_.async_handshake([self = shared_from_this()](beast::error_code ec) {
      if (!ec) {
        self->read_head();
      }
    });
  }

 private:
  void read_head() {
    request_.reset();
    upload_.reset();
    bare_ = false;
    head_.emplace();
    head_->header_limit(kMostHeader);
    head_->body_limit(kMostAnywhere);  // on_head() lowers it, by the address
    stream_.tcp().expires_after(std::chrono::seconds(limits_.header_seconds));
    http::async_read_header(
        stream_, buffer_, *head_,
        [self = shared_from_this()](beast::error_code ec, std::size_t) { self->on_head(ec); });
  }

  /// Whether the other end went, or said nothing for too long.
  static bool has_gone(beast::error_code ec) {
    return ec == http::error::end_of_stream || ec == http::error::partial_message ||
           ec == beast::error::timeout || ec == asio::error::eof ||
           ec == asio::error::operation_aborted || ec == asio::error::connection_reset ||
           ec == asio::ssl::error::stream_truncated ||
           ec.category() == asio::error::get_ssl_category();
  }

  void on_head(beast::error_code ec) {
    begun_ = std::chrono::steady_clock::now();
    if (has_gone(ec)) {
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
    bare_ = message.method() == http::verb::head;
    const std::string expected = ascii_lower(text_of(message[http::field::expect]));
    if (!expected.empty() && expected != "100-continue") {
      return refuse(417, "this cannot be expected: " + expected, "leave the header Expect out");
    }
    if (!is_framed_soundly(message)) {
      return refuse(400, "this transfer coding is not taken", "send the body whole, or chunked");
    }
    announced_ = !expected.empty() && message.version() >= 11;
    const std::uint64_t file =
        upload_limit(text_of(message.method_string()), text_of(message.target()));
    if (head_->content_length() && *head_->content_length() > (file != 0 ? file : kMostBody)) {
      return refuse(413, "the body is too large", "send a smaller one");
    }
    std::shared_ptr<Request> request;
    try {
      // Before the body: what comes behind it as a trailer is no header.
      request = translate(message);
    } catch (const Error& error) {
      troubled_ = plain(problem(error));
    }
    if (file != 0) {
      return admit(request, [this, request, file] { keep_file(request, file); });
    }
    incoming_ = request;
    if (!head_->chunked() && head_->content_length().value_or(0) <= kSmallBody) {
      return read_body();
    }
    admit(request, [this, request] {
      if (request->stranger) {
        return refuse(413, "the body is too large", "log in first");
      }
      read_body();
    });
  }

  void read_body() {
    upload_.emplace(std::move(*head_));
    upload_->body_limit(kMostBody);
    stream_.tcp().expires_after(std::chrono::seconds(limits_.body_seconds));
    let_come([self = shared_from_this()] {
      http::async_read(self->stream_, self->buffer_, *self->upload_,
                       [self](beast::error_code error, std::size_t) { self->on_body(error); });
    });
  }

  /// Whether it is clear where the body ends: with another coding than "chunked", or several, what
  /// follows could be taken for a request of its own (RFC 9112, 6.1 and 11.2).
  template <typename Message>
  static bool is_framed_soundly(const Message& message) {
    const auto codings = message.count(http::field::transfer_encoding);
    return codings == 0 ||
           (codings == 1 && message.version() >= 11 &&
            iequals(trim(text_of(message[http::field::transfer_encoding])), "chunked"));
  }

  /// Who has announced a body waits for the word that it may come (RFC 9110, 10.1.1).
  template <typename Read>
  void let_come(Read read) {
    static constexpr std::string_view kCome = "HTTP/1.1 100 Continue\r\n\r\n";
    if (!announced_) {
      return read();
    }
    asio::async_write(stream_, asio::buffer(kCome.data(), kCome.size()),
                      [self = shared_from_this(), read](beast::error_code ec, std::size_t) {
                        if (ec) {
                          self->close();
                        } else {
                          read();
                        }
                      });
  }

  /// True when the body came; else the other end was told, or is gone.
  bool has_come(beast::error_code ec) {
    if (!ec) {
      return true;
    }
    if (ec == http::error::body_limit) {
      refuse(413, "the body is too large", "send a smaller one");
    } else if (has_gone(ec)) {
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

  /// Goes on once it is clear that the request may be made; whoever may not is told before a body
  /// comes that takes room.
  void admit(const std::shared_ptr<Request>& request, const std::function<void()>& go_on) {
    request_ = request;
    std::shared_ptr<const Answer> refused = std::exchange(troubled_, nullptr);
    try {
      refused = refused == nullptr ? service_.at_once(*request) : refused;
    } catch (const Error& error) {
      refused = plain(problem(error));
    }
    if (refused != nullptr) {
      keep_ = false;
      return send(refused);
    }
    if (!request->unproven) {
      return go_on();
    }
    stream_.tcp().expires_never();
    const bool taken = workers_.add([self = shared_from_this(), request, go_on](Desk& /*desk*/) {
      const std::shared_ptr<const Answer> stranger = self->service_.prove(*request);
      asio::post(self->io_, [self, go_on, stranger] {
        if (stranger == nullptr) {
          return go_on();
        }
        self->keep_ = false;
        self->send(stranger);
      });
    });
    if (!taken) {
      refuse(503, "too many requests wait already", "try again in a moment");
    }
  }

  /// The body goes to a file as it comes.
  void keep_file(const std::shared_ptr<Request>& request, std::uint64_t most) {
    try {
      request->folder = std::make_shared<const TempDir>();
    } catch (const Error& error) {
      return refuse(507, "the file cannot be kept: " + error.message(), "make room on the disk");
    }
    request->file = request->folder->path() / "upload";
    file_upload_.emplace(std::move(*head_));
    file_upload_->body_limit(most);
    beast::error_code ec;
    file_upload_->get().body().open(request->file.c_str(), beast::file_mode::write_new, ec);
    if (ec) {
      return refuse(507, "the file cannot be kept: " + ec.message(), "make room on the disk");
    }
    stream_.tcp().expires_after(std::chrono::seconds(kUploadSeconds));
    let_come([self = shared_from_this(), request] {
      http::async_read(self->stream_, self->buffer_, *self->file_upload_,
                       [self, request](beast::error_code error, std::size_t) {
                         self->file_upload_.reset();
                         if (self->has_come(error)) {
                           self->hand_over(request);
                         }
                       });
    });
  }

  static std::string text_of(boost::beast::string_view view) {
    return std::string(view.data(), view.size());
  }

  /// The path of a whole address, which is then the host that was asked (RFC 9112, 3.2.2).
  static std::string own_target(const std::string& target, Request& request) {
    if (!istarts_with(target, "http://") && !istarts_with(target, "https://")) {
      return target;
    }
    const std::size_t host = target.find("://") + 3;
    const std::size_t path = std::min(target.find_first_of("/?", host), target.size());
    request.headers["host"] = target.substr(host, path - host);
    return (target.substr(path).starts_with('/') ? "" : "/") + target.substr(path);
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
    const auto endpoint = stream_.tcp().socket().remote_endpoint(ec);
    request->peer = ec ? std::string() : serve::text_of(endpoint.address());
    request->peer_port = ec ? 0 : endpoint.port();
    request->port = stream_.tcp().socket().local_endpoint(ec).port();
    request->secure = stream_.is_secret();
    request->id = service_.next_id();
    parse_target(own_target(text_of(message.target()), *request), *request);
    return request;
  }

  void take() {
    if (troubled_ != nullptr) {
      return send(std::exchange(troubled_, nullptr));
    }
    incoming_->body = std::move(upload_->get().body());
    hand_over(std::exchange(incoming_, nullptr));
  }

  /// Answers at once where that is possible, else by a worker.
  void hand_over(const std::shared_ptr<Request>& request) {
    request_ = request;
    busy_.emplace(answering_);
    stream_.tcp().expires_never();
    std::shared_ptr<const Answer> ready;
    try {
      ready = service_.at_once(*request);
    } catch (const Error& error) {
      ready = plain(problem(error));
    }
    if (ready != nullptr) {
      return send(ready);
    }
    const bool taken = workers_.add([self = shared_from_this(), request](Desk& desk) {
      std::shared_ptr<const Answer> answer = self->service_.answer(*request, desk);
      asio::post(self->io_, [self, answer] { self->send(answer); });
    });
    if (!taken) {
      send(plain(problem(
          Error(Errc::kLocked, "too many requests wait already", "", "try again in a moment"))));
    }
  }

  static std::shared_ptr<const Answer> plain(Response response) {
    Answer answer;
    answer.route = kRefusedRoute;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.headers.emplace_back("Content-Type", response.type);
    answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
    answer.headers.emplace_back("Content-Security-Policy", kPolicy);
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = std::make_shared<const std::string>(std::move(response.body));
    return std::make_shared<const Answer>(std::move(answer));
  }

  void refuse(int status, const std::string& what, const char* hint) {
    keep_ = false;
    send(plain(problem(Error(status == 413 || status == 431 ? Errc::kLimit : Errc::kUsage, what,
                             "the request", hint),
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
    if (request_ != nullptr) {
      message.insert("X-Request-Id", request_->id);
    }
  }

  /// What was sent goes into log and figures.
  void tell() {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    service_.note_served(request_.get(), status_, route_, sent_, seconds);
  }

  void send(const std::shared_ptr<const Answer>& answer) {
    answer_ = answer;
    status_ = answer->status;
    route_ = answer->route;
    sent_ = 0;
    if (answer->stream && !bare_) {
      return begin_stream();
    }
    stream_.tcp().expires_after(std::chrono::seconds(kWriteSeconds));
    if (!answer->file.empty()) {
      return send_file();
    }
    plain_.emplace();
    fill(*plain_, *answer);
    const std::string& body = *answer->body;
    plain_->body() = beast::span<const char>(body.data(), bare_ ? 0 : body.size());
    if (answer->status != 304 && answer->status != 204) {
      plain_->content_length(body.size());
    }
    sent_ = plain_->body().size();
    http::async_write(stream_, *plain_,
                      [self = shared_from_this()](beast::error_code ec, std::size_t) {
                        self->plain_.reset();
                        self->on_sent(ec);
                      });
  }

  void send_file() {
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
    sent_ = bare_ ? 0 : size;
    file_serializer_.emplace(*file_);
    if (!bare_) {
      return send_piece();
    }
    http::async_write_header(stream_, *file_serializer_,
                             [self = shared_from_this()](beast::error_code error, std::size_t) {
                               self->on_file_sent(error);
                             });
  }

  /// A large file may take its time, as long as the other end takes it.
  void send_piece() {
    stream_.tcp().expires_after(std::chrono::seconds(kWriteSeconds));
    http::async_write_some(stream_, *file_serializer_,
                           [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error && !self->file_serializer_->is_done()) {
                               return self->send_piece();
                             }
                             self->on_file_sent(error);
                           });
  }

  void on_file_sent(beast::error_code ec) {
    file_serializer_.reset();
    file_.reset();
    on_sent(ec);
  }

  void on_sent(beast::error_code ec) {
    tell();
    busy_.reset();
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
      head.append(name).append(": ").append(value).append("\r\n");
    }
    head += "X-Request-Id: " + request_->id + "\r\n";
    talk_ = answer_->talk;
    busy_.reset();
    answer_.reset();
    upload_.reset();
    head_.reset();
    stream_.tcp().expires_never();
    wait_for_end();  // before what is written has its time: reading has none
    push(std::make_shared<const std::string>(head + "\r\nretry: 2000\n\n"));
    const std::weak_ptr<Session> weak = shared_from_this();
    const auto hear = [weak, &io = io_](const std::shared_ptr<const std::string>& bytes) {
      asio::post(io, [weak, bytes] {
        if (const std::shared_ptr<Session> self = weak.lock()) {
          self->push(bytes);
        }
      });
    };
    if (talk_ != nullptr) {
      talk_->listen(hear);
    } else {
      listener_ = service_.events().add(
          hear, request_->account,
          request_->account.empty() ? request_->query.get("reader") : request_->reader);
    }
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

  /// nullptr: what is behind is the last of it.
  void push(const std::shared_ptr<const std::string>& bytes) {
    if (bytes == nullptr) {
      ended_ = true;
      return behind_.empty() ? close() : void();
    }
    if (behind_.size() >= kMostBehind) {
      return close();  // too slow a reader: it comes back and asks anew
    }
    if (!service_.still_knows(*request_)) {
      return close();  // the login has ended
    }
    behind_.push_back(bytes);
    if (behind_.size() == 1) {
      write_next();
    }
  }

  void write_next() {
    stream_.tcp().expires_after(std::chrono::seconds(kWriteSeconds));  // not of what is being read
    asio::async_write(stream_, asio::buffer(*behind_.front()),
                      [self = shared_from_this()](beast::error_code ec, std::size_t) {
                        self->sent_ += self->behind_.front()->size();
                        self->behind_.pop_front();
                        const bool more = !ec && !self->behind_.empty();
                        if (more) {
                          self->write_next();
                        } else if (ec || self->ended_) {
                          self->close();
                        }
                      });
  }

  void close() {
    busy_.reset();
    beast::error_code ec;
    if (listener_ != 0 || talk_ != nullptr) {
      stream_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
      stream_.tcp().socket().close(ec);
    } else if (stream_.is_secret()) {
      stream_.tcp().expires_after(std::chrono::seconds(1));
      stream_.async_shutdown([self = shared_from_this()](beast::error_code) {});
    } else {
      stream_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
      drain();
    }
  }

  /// What the other end still sends is read for a moment, so that it sees the answer.
  void drain() {
    stream_.tcp().expires_after(std::chrono::seconds(1));
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
  std::shared_ptr<const void> place_;  ///< Among the connections from its address.
  Wire stream_;
  Service& service_;
  Workers& workers_;
  SessionLimits limits_;
  Counted open_;
  std::shared_ptr<std::atomic<std::size_t>> answering_;
  std::optional<Counted> busy_;  ///< From a whole request to its answer's last byte.
  beast::flat_buffer buffer_{kMostHeader + 8192};
  std::optional<http::request_parser<http::empty_body>> head_;
  std::optional<http::request_parser<http::string_body>> upload_;
  std::optional<http::request_parser<http::file_body>> file_upload_;
  std::optional<PlainResponse> plain_;
  std::optional<FileResponse> file_;
  std::optional<http::response_serializer<http::file_body>> file_serializer_;
  std::shared_ptr<const Answer> answer_;
  std::shared_ptr<Request> request_;        ///< Null until it could be read.
  std::shared_ptr<Request> incoming_;       ///< While its body comes.
  std::shared_ptr<const Answer> troubled_;  ///< To a header that cannot be read, when it came.
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  int status_ = 0;
  std::string_view route_;
  std::uint64_t sent_ = 0;
  bool keep_ = false;
  bool bare_ = false;       ///< To HEAD, also where it is refused, goes no body.
  bool announced_ = false;  ///< The body waits for "100 Continue".
  char byte_ = 0;
  std::array<char, 1024> drained_{};
  std::size_t drained_size_ = 0;
  std::size_t listener_ = 0;
  std::shared_ptr<Talk> talk_;
  bool ended_ = false;  ///< The talk is over.
  std::deque<std::shared_ptr<const std::string>> behind_;
};

}  // namespace

Workers::Workers(Store& store, std::size_t count, std::size_t room) : room_(room) {
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, &store] { run(store); });
  }
}

Workers::~Workers() {
  end();
}

void Workers::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  filled_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
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

std::size_t Workers::waiting() {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
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

std::string text_of(const asio::ip::address& address) {
  const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                : address.to_string();
}

void start_session(const SessionHost& host, asio::ip::tcp::socket socket,
                   std::shared_ptr<asio::ssl::context> tls, std::shared_ptr<const void> place) {
  std::make_shared<Session>(host, std::move(socket), std::move(tls), std::move(place))->begin();
}

}  // namespace assay::serve
