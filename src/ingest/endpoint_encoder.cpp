#include "ingest/endpoint_encoder.h"

#include "base/error.h"
#include "base/text.h"
#include "ingest/endpoint_answer.h"
#include "source/http.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace assay::ingest {
namespace {

using search::TextVectors;

constexpr std::int64_t kLongestWaitMs = 5000;
/// A refused text that is no longer than this is not refused for its length.
constexpr std::size_t kShortText = 256;

constexpr int kGood = 200;
constexpr int kBadRequest = 400;
constexpr int kMissing = 404;
constexpr int kTooLarge = 413;
constexpr int kUnprocessable = 422;
constexpr int kBusy = 429;
constexpr int kServerError = 500;
constexpr int kUnavailable = 503;

/// The address of the embeddings of a service that is named by any beginning of it.
std::string complete_url(std::string url) {
  if (!source::is_http_url(url)) {
    throw Error(Errc::kUsage, "'" + url + "' is no address of an encoder", "",
                "give one like http://127.0.0.1:8080/v1/embeddings");
  }
  while (url.back() == '/') {
    url.pop_back();
  }
  if (url.find('/', url.find("://") + 3) == std::string::npos) {
    url += "/v1";
  }
  if (url.ends_with("/v1")) {
    url += "/embeddings";
  }
  return url;
}

/// Whether a service answers so to a text that is too long for its model, or that it cannot read.
bool may_be_the_text(int status) noexcept {
  return status == kBadRequest || status == kTooLarge || status == kUnprocessable ||
         status == kServerError;
}

std::string half(const std::string& text) {
  std::size_t end = text.size() / 2;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

[[noreturn]] void throw_refusal(const source::HttpAnswer& answer, const EndpointOptions& options) {
  const std::string why = std::to_string(answer.status) + source::refusal_reason(answer.body);
  if (answer.status == kMissing) {
    throw Error(Errc::kNotFound, "the encoder has no such model or path: " + why, options.url,
                "check the address, and that the service has the model '" + options.model + "'");
  }
  if (answer.status == kBusy || answer.status == kUnavailable) {
    throw Error(Errc::kIo, "the encoder is busy: " + why, options.url, "try again later");
  }
  throw Error(Errc::kIo, "the encoder refused: " + why, options.url,
              "the service's log may say more");
}

/// One call of encode().
class Conversation {
 public:
  explicit Conversation(const EndpointOptions& options) : options_(options) {}

  TextVectors encode(std::span<const std::string> texts) {
    const source::HttpAnswer answer = ask(texts);
    if (answer.status == kGood) {
      return read_embeddings(answer.body, texts.size(), options_.url);
    }
    if (!may_be_the_text(answer.status)) {
      throw_refusal(answer, options_);
    }
    return one_by_one(texts);
  }

 private:
  TextVectors one_by_one(std::span<const std::string> texts) {
    std::vector<std::optional<TextVectors>> each;
    TextVectors all;
    for (const std::string& text : texts) {
      each.push_back(encode_one(text));
      if (each.back()) {
        if (all.dimensions != 0 && all.dimensions != each.back()->dimensions) {
          throw_useless_answer("vectors of different dimensions", options_.url);
        }
        all.dimensions = each.back()->dimensions;
      }
    }
    if (all.dimensions == 0) {
      throw_refusal(*refusal_, options_);
    }
    for (const std::optional<TextVectors>& one : each) {
      if (one) {
        all.rows.insert(all.rows.end(), one->rows.begin(), one->rows.end());
      } else {
        all.rows.resize(all.rows.size() + all.dimensions, 0);
      }
    }
    return all;
  }

  /// nullopt when the service does not take the text whatever its length.
  std::optional<TextVectors> encode_one(std::string text) {
    while (true) {
      source::HttpAnswer answer = ask({&text, 1});
      if (answer.status == kGood) {
        return read_embeddings(answer.body, 1, options_.url);
      }
      const bool is_short = text.size() <= kShortText;
      if (!may_be_the_text(answer.status) || (is_short && answer.status == kServerError)) {
        throw_refusal(answer, options_);
      }
      if (is_short) {
        refusal_ = std::move(answer);
        return std::nullopt;
      }
      text = half(text);
    }
  }

  /// The answer, after waiting for a service that is busy.
  [[nodiscard]] source::HttpAnswer ask(std::span<const std::string> texts) const {
    source::HttpPost request;
    request.url = options_.url;
    request.timeout_ms = options_.timeout_ms;
    if (!options_.key.empty()) {
      request.headers.push_back("Authorization: Bearer " + options_.key);
    }
    request.body = nlohmann::json{
        {"model", options_.model},
        {"input", std::vector<std::string>(texts.begin(), texts.end())},
        {"encoding_format",
         "float"}}.dump();
    std::int64_t wait_ms = options_.first_wait_ms;
    for (int tries = 0;; ++tries) {
      source::HttpAnswer answer = source::post(request, "the encoder");
      const bool busy = answer.status == kBusy || answer.status == kUnavailable;
      if (!busy || tries >= options_.retries) {
        return answer;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(
          std::min(std::max(wait_ms, answer.retry_after_ms), kLongestWaitMs)));
      wait_ms *= 2;
    }
  }

  const EndpointOptions& options_;
  std::optional<source::HttpAnswer> refusal_;  ///< The last of a single text.
};

}  // namespace

EndpointEncoder::EndpointEncoder(EndpointOptions options) : options_(std::move(options)) {
  options_.url = complete_url(options_.url);
  if (std::any_of(options_.key.begin(), options_.key.end(),
                  [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; })) {
    throw Error(Errc::kUsage, "the encoder's key has a line break or control character", "",
                "set it again without");
  }
  name_ = fmt::format("endpoint:{:016x}", hash64(options_.url + "\n" + options_.model));
}

TextVectors EndpointEncoder::encode(std::span<const std::string> texts) const {
  return Conversation(options_).encode(texts);
}

}  // namespace assay::ingest
