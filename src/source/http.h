#pragma once
/// Requests to services that the reader has named. Nothing is sent anywhere else: no redirect is
/// followed, no proxy is asked and no cookie kept.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::source {

struct HttpPost {
  std::string url;                   ///< http or https.
  std::vector<std::string> headers;  ///< "Name: value" each; no line breaks.
  std::string body;
  std::int64_t timeout_ms = 30'000;                  ///< From connecting to the last byte; above 0.
  std::size_t answer_bytes = std::size_t{64} << 20;  ///< A longer answer is refused.
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::int64_t retry_after_ms = 0;  ///< What the service asks for before the next try; 0: nothing.
};

/// Whether `url` is an address that post() takes: http:// or https:// and a host, without blanks
/// and control characters.
bool is_http_url(const std::string& url) noexcept;

/// The answer, whatever its status. Throws kIo (nobody there, broken off, too late) and kLimit with
/// `url` as the place and a message that begins with `who`, such as "the encoder". Requires
/// is_http_url. Threads: any number at once.
HttpAnswer post(const HttpPost& request, const std::string& who);

}  // namespace assay::source
