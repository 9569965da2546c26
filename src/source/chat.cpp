#include "source/chat.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/event_stream.h"
#include "source/http.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kMostKeyBytes = 4096;
/// Of an event, and of an answer in one piece: text may be escaped, and carries its figures along.
constexpr std::size_t kMostEventBytes = std::size_t{1} << 20U;
/// Of a whole stream: an event for each word, some 300 bytes around each.
constexpr std::size_t kMostStreamBytes = std::size_t{16} << 20U;
constexpr std::size_t kMostModelColumns = 80;
constexpr double kTemperature = 0.2;  ///< Near to the passages rather than varied.
constexpr const char* kNoChat = "check that this is the address of a chat service";

constexpr int kAnswered = 200;
constexpr int kRedirects = 300;
constexpr int kUnauthorised = 401;
constexpr int kForbidden = 403;
constexpr int kMissing = 404;
constexpr int kBusy = 429;
constexpr int kUnavailable = 503;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

/// Text for people: line ends and tabs stay, other control characters go.
std::string without_control(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f')) {
      out.push_back(c);
    }
  }
  return out;
}

[[noreturn]] void throw_refusal(const HttpAnswer& answer, const std::string& url,
                                const std::string& model) {
  const std::string why = std::to_string(answer.status) + refusal_reason(answer.body);
  if (answer.status >= kRedirects && answer.status < kRedirects + 100) {
    throw Error(Errc::kNetwork, "the helper leads elsewhere (" + why + "), which is not followed",
                url, "set the address that it leads to, if you trust it");
  }
  if (answer.status == kUnauthorised || answer.status == kForbidden) {
    throw Error(Errc::kBlocked, "the helper refuses the key: " + why, url,
                "see key_file in [helper] of config.toml, or ASSAY_HELPER_KEY");
  }
  if (answer.status == kMissing) {
    throw Error(Errc::kNotFound, "the helper has no such model or path: " + why, url,
                "check the address, and that the service has the model '" + model + "'");
  }
  if (answer.status == kBusy || answer.status == kUnavailable) {
    throw Error(Errc::kNetwork, "the helper is busy: " + why, url, "try again later");
  }
  throw Error(Errc::kNetwork, "the helper refused: " + why, url, "the service's log may say more");
}

/// One answer on its way, in whichever of the two forms it comes.
class Listener {
 public:
  Listener(const ChatOptions& options, std::string url,
           const std::function<void(std::string_view)>& on_text)
      : url_(std::move(url)),
        on_text_(on_text),
        events_([this](const std::string& data) { return take_event(data); }, kMostEventBytes) {
    answer_.model = options.model;
  }

  /// False when the answer is whole.
  bool take(std::string_view bytes) {
    if (!streams_) {
      whole_ += bytes;
      const std::string_view begun = trim(whole_);
      if (begun.empty()) {
        return true;
      }
      // Only a stream begins with a field's name or a comment; JSON and HTML do not.
      if (begun.front() == '{' || begun.front() == '<') {
        if (whole_.size() > kMostEventBytes) {
          throw_too_long();
        }
        return true;
      }
      if (begun.size() < kLongestField && begun.find(':') == std::string_view::npos) {
        return true;
      }
      streams_ = true;
      bytes = whole_;
    }
    const bool more = events_.take(bytes);
    if (events_.is_too_long()) {
      throw_too_long();
    }
    return more;
  }

  ChatAnswer finish() {
    if (!streams_) {
      take_whole();
    } else if (!ended_) {
      if (events_seen_ == 0) {
        throw Error(Errc::kInvalid, "the helper's answer is of no use: it is no JSON", url_,
                    kNoChat);
      }
      throw Error(Errc::kNetwork, "the helper broke off in the middle of its answer", url_,
                  "try again; its log may say more");
    }
    if (trim(answer_.text).empty()) {
      throw Error(Errc::kInvalid, "the helper said nothing", url_,
                  "try again, or another model: some use up their tokens in thinking");
    }
    return std::move(answer_);
  }

 private:
  static constexpr std::size_t kLongestField = 8;

  [[noreturn]] void throw_too_long() const {
    throw Error(Errc::kLimit,
                "the helper's answer has more than " + with_commas(kMostAnswerBytes) + " bytes",
                url_, "give it fewer tokens: most_tokens in [helper] of config.toml");
  }
  [[noreturn]] void throw_useless(const std::string& what) const {
    throw Error(Errc::kInvalid, "the helper's answer is of no use: " + what, url_, kNoChat);
  }

  [[nodiscard]] nlohmann::json parse(const std::string& text) const {
    if (find_invalid_utf8(text) != std::string::npos) {
      throw_useless("it has bytes that are no UTF-8");
    }
    nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    if (!value.is_object()) {
      throw_useless(text.front() == '<' ? "it is a page of HTML" : "it is no JSON");
    }
    if (value.contains("error") && !value["error"].is_null()) {
      throw Error(Errc::kNetwork, "the helper gave up" + refusal_reason(text), url_,
                  "the service's log may say more");
    }
    return value;
  }

  bool take_event(const std::string& data) {
    ++events_seen_;
    if (trim(data) == "[DONE]") {
      ended_ = true;
      return false;
    }
    take_choice(parse(data), "delta");
    return true;
  }

  void take_whole() {
    const std::string text(trim(whole_));
    if (text.empty()) {
      throw_useless("it is empty");
    }
    const nlohmann::json value = parse(text);
    if (!value.contains("choices")) {
      throw_useless("it has no list \"choices\"");
    }
    take_choice(value, "message");
  }

  /// Either form: {"model":…,"choices":[{"delta"|"message":{"content":…},"finish_reason":…}]}
  void take_choice(const nlohmann::json& value, const char* name) {
    if (const auto model = value.find("model"); model != value.end() && model->is_string()) {
      const std::string said = without_control(model->get_ref<const std::string&>());
      answer_.model = said.empty() ? answer_.model : ellipsize(said, kMostModelColumns);
    }
    const auto choices = value.find("choices");
    if (choices == value.end() || !choices->is_array() || choices->empty() ||
        !choices->front().is_object()) {
      return;  // figures of use come so
    }
    const nlohmann::json& choice = choices->front();
    if (const auto end = choice.find("finish_reason"); end != choice.end() && end->is_string()) {
      ended_ = true;
      answer_.cut = *end == "length";
    }
    const auto message = choice.find(name);
    if (message == choice.end() || !message->is_object()) {
      return;
    }
    const auto content = message->find("content");
    if (content == message->end() || !content->is_string()) {
      return;
    }
    const std::string piece = without_control(content->get_ref<const std::string&>());
    if (answer_.text.size() + piece.size() > kMostAnswerBytes) {
      throw_too_long();
    }
    answer_.text += piece;
    if (streams_ && on_text_ && !piece.empty()) {
      on_text_(piece);
    }
  }

  std::string url_;
  const std::function<void(std::string_view)>& on_text_;
  ChatAnswer answer_;
  EventStream events_;
  std::string whole_;
  std::size_t events_seen_ = 0;
  bool streams_ = false;
  bool ended_ = false;
};

}  // namespace

std::string chat_address(const std::string& url) {
  if (!is_http_url(url)) {
    throw Error(Errc::kUsage, "'" + url + "' is no address of a helper", "",
                "give one like http://127.0.0.1:8080/v1");
  }
  const std::size_t host = url.find("://") + 3;
  if (url.substr(host, url.find_first_of("/?#", host) - host).find('@') != std::string::npos) {
    throw Error(Errc::kUsage, "the helper's address has a name or password in it", "",
                "take it out; a key goes into key_file");
  }
  if (!is_private_way(url)) {
    throw Error(Errc::kUsage, "a helper on another machine is asked by https only", url,
                "use its https:// address, or one on this machine (127.0.0.1)");
  }
  std::string address = url;
  if (address.find('?') != std::string::npos) {
    return address;  // as some services want it
  }
  while (address.back() == '/') {
    address.pop_back();
  }
  if (address.find('/', host) == std::string::npos) {
    address += "/v1";
  }
  if (!address.ends_with("/chat/completions")) {
    address += "/chat/completions";
  }
  return address;
}

std::string chat_key(const ChatOptions& options) {
  std::string key = options.key;
  if (key.empty() && !options.key_file.empty()) {
    const std::string text = read_file(options.key_file, kMostKeyBytes);
    key = trim(std::string_view(text).substr(0, text.find('\n')));
    if (key.empty()) {
      throw Error(Errc::kInvalid, "the helper's key file begins with no key", options.key_file,
                  "write the key into its first line");
    }
  }
  if (has_control(key)) {
    throw Error(Errc::kInvalid, "the helper's key has a control character", options.key_file,
                "set it again without");
  }
  return key;
}

ChatAnswer chat(const ChatOptions& options, const ChatQuestion& question,
                const std::function<void(std::string_view)>& on_text,
                const std::atomic<bool>* stop) {
  HttpPost request;
  request.url = chat_address(options.url);
  request.timeout_ms = options.timeout_ms;
  request.answer_bytes = kMostStreamBytes;
  request.stop = stop;
  request.headers = {"Accept: text/event-stream, application/json"};
  if (const std::string key = chat_key(options); !key.empty()) {
    request.headers.push_back("Authorization: Bearer " + key);
  }
  using Json = nlohmann::json;
  const Json messages = Json::array({{{"role", "system"}, {"content", question.system}},
                                     {{"role", "user"}, {"content", question.text}}});
  request.body = Json{{"model", options.model},
                      {"messages", messages},
                      {"stream", true},
                      {"temperature", kTemperature},
                      {"max_tokens", options.most_tokens}}
                     .dump();
  Listener listener(options, request.url, on_text);
  HttpAnswer answer;
  try {
    answer =
        post(request, "the helper", [&](std::string_view bytes) { return listener.take(bytes); });
  } catch (const Error& error) {
    if (error.code() != Errc::kIo) {
      throw;
    }
    throw Error(Errc::kNetwork, error.message(), error.where(), error.hint());
  }
  if (answer.status != kAnswered) {
    throw_refusal(answer, request.url, options.model);
  }
  return listener.finish();
}

}  // namespace assay::source
