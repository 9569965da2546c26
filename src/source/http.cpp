#include "source/http.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "source/web_transfer_internal.h"
#include "source/web_waits_internal.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace assay::source {
namespace {

/// A host that is not there is known sooner than a model's answer.
constexpr std::int64_t kConnectMs = 3000;
constexpr std::int64_t kLongestWaitMs = 3'600'000;

[[noreturn]] void fail(const Outcome& outcome, const HttpPost& request, const std::string& who) {
  if (outcome.end == End::kEnough) {
    throw Error(Errc::kLimit,
                who + "'s answer has more than " + with_commas(request.answer_bytes) + " bytes",
                request.url, "check that the right service listens there");
  }
  if (outcome.end == End::kTooLate) {
    throw Error(Errc::kIo,
                who + " did not answer within " + std::to_string(request.timeout_ms) + " ms",
                request.url, "check that it runs and is not overloaded, or give it more time");
  }
  throw Error(Errc::kIo, who + " cannot be reached: " + outcome.detail, request.url,
              "check that it runs and listens there");
}

}  // namespace

bool is_http_url(const std::string& url) noexcept {
  const std::size_t scheme = istarts_with(url, "http://")    ? 7
                             : istarts_with(url, "https://") ? 8
                                                             : 0;
  return scheme != 0 && url.size() > scheme && url[scheme] != '/' &&
         std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

HttpAnswer post(const HttpPost& request, const std::string& who) {
  Exchange exchange;
  exchange.url = request.url;
  exchange.headers = {"Content-Type: application/json", "Expect:"};
  exchange.headers.insert(exchange.headers.end(), request.headers.begin(), request.headers.end());
  exchange.body = &request.body;
  exchange.private_allowed = true;
  exchange.connect_ms = kConnectMs;
  exchange.total_ms = request.timeout_ms;
  HttpAnswer answer;
  Channel channel;
  const Outcome outcome = channel.run(exchange, [&](const Head&, std::string_view bytes) {
    const bool fits = bytes.size() <= request.answer_bytes - answer.body.size();
    answer.body += fits ? bytes : std::string_view();
    return fits;
  });
  if (outcome.end != End::kWhole) {
    fail(outcome, request, who);
  }
  answer.status = outcome.head.status;
  answer.retry_after_ms =
      std::min(kLongestWaitMs, retry_after_ms(outcome.head.header("retry-after"),
                                              outcome.head.header("date"), system_clock().now())
                                   .value_or(0));
  return answer;
}

}  // namespace assay::source
