#pragma once
/// Requests to services that the reader has named. Nothing is sent anywhere else: no redirect is
/// followed, no proxy is asked and no cookie kept.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct HttpPost {
  std::string url;                   ///< http or https.
  std::vector<std::string> headers;  ///< "Name: value" each; no line breaks.
  std::string body;
  std::int64_t timeout_ms = 30'000;                  ///< From connecting to the last byte; above 0.
  std::size_t answer_bytes = std::size_t{64} << 20;  ///< A longer answer is refused.
  const std::atomic<bool>* stop = nullptr;           ///< Ends it within a moment when true.
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string type;                 ///< Its Content-Type as sent.
  std::int64_t retry_after_ms = 0;  ///< What the service asks for before the next try; 0: nothing.
};

/// Whether `url` is an address that post() takes: http:// or https:// and a host, without blanks
/// and control characters.
bool is_http_url(const std::string& url) noexcept;

/// Whether what is sent to `url` can be read on its way by nobody else: https, or http to this very
/// machine, named by a number of the loopback or "localhost".
bool is_private_way(const std::string& url);

/// The answer, whatever its status. Throws kIo (nobody there, broken off, too late), kLimit and
/// kCancelled with `url` as the place and a message that begins with `who`, such as "the encoder".
/// Requires is_http_url. Threads: any number at once.
HttpAnswer post(const HttpPost& request, const std::string& who);

/// Takes a stretch of the body as it comes; false to have no more of it.
using BodySink = std::function<bool(std::string_view bytes)>;
/// The same, but the body of an answer of status 200 goes to `sink` instead; ends well when it
/// takes no more. Throws what `sink` throws.
HttpAnswer post(const HttpPost& request, const std::string& who, const BodySink& sink);

/// ": " and what a service says went wrong ({"error":{"message":…}}, {"error":…}, {"message":…}),
/// or nothing.
std::string refusal_reason(const std::string& body);

}  // namespace assay::source
