#include "source/http.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "source/web_place_internal.h"
#include "source/web_transfer_internal.h"
#include "source/web_waits_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace assay::source {
namespace {

/// A host that is not there is known sooner than a model's answer.
constexpr std::int64_t kConnectMs = 3000;
constexpr std::int64_t kLongestWaitMs = 3'600'000;
constexpr std::size_t kReasonColumns = 200;
constexpr int kGood = 200;

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
  if (outcome.end == End::kStopped) {
    throw Error(Errc::kCancelled, who + "'s answer was not waited for", request.url);
  }
  if (outcome.head.status != 0) {
    throw Error(Errc::kIo, who + " broke off its answer: " + outcome.detail, request.url,
                "try again; its log may say more");
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

bool is_private_way(const std::string& url) {
  if (!is_http_url(url)) {
    return false;
  }
  const Place place = parse_place(url);
  return place.secure || is_loopback(place.host);
}

HttpAnswer post(const HttpPost& request, const std::string& who) {
  return post(request, who, nullptr);
}

HttpAnswer post(const HttpPost& request, const std::string& who, const BodySink& sink) {
  Exchange exchange;
  exchange.url = request.url;
  exchange.headers = {"Content-Type: application/json", "Expect:"};
  exchange.headers.insert(exchange.headers.end(), request.headers.begin(), request.headers.end());
  exchange.body = &request.body;
  exchange.private_allowed = true;
  exchange.connect_ms = kConnectMs;
  exchange.total_ms = request.timeout_ms;
  exchange.stop = request.stop;
  HttpAnswer answer;
  Channel channel;
  std::size_t received = 0;
  bool satisfied = false;
  const Outcome outcome = channel.run(exchange, [&](const Head& head, std::string_view bytes) {
    if (bytes.size() > request.answer_bytes - received) {
      return false;
    }
    received += bytes.size();
    if (sink != nullptr && head.status == kGood) {
      satisfied = !sink(bytes);
      return !satisfied;
    }
    answer.body += bytes;
    return true;
  });
  if (outcome.end != End::kWhole && !satisfied) {
    fail(outcome, request, who);
  }
  answer.status = outcome.head.status;
  answer.type = outcome.head.header("content-type");
  answer.retry_after_ms =
      std::min(kLongestWaitMs, retry_after_ms(outcome.head.header("retry-after"),
                                              outcome.head.header("date"), system_clock().now())
                                   .value_or(0));
  return answer;
}

std::string refusal_reason(const std::string& body) {
  const nlohmann::json answer = nlohmann::json::parse(body, nullptr, false);
  const nlohmann::json* said = &answer;
  for (const char* key : {"error", "message"}) {
    if (said->is_object() && said->contains(key)) {
      said = &(*said)[key];
    }
  }
  return said->is_string() ? ": " + ellipsize(said->get_ref<const std::string&>(), kReasonColumns)
                           : std::string();
}

}  // namespace assay::source
