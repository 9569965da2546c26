#include "base/text.h"
#include "base/time.h"
#include "source/no_host.h"
#include "source/web_place_internal.h"
#include "source/web_trouble_internal.h"
#include "source/web_waits_internal.h"

namespace assay::source {
namespace {

constexpr int kAsOftenAsAllowed = 1000;
constexpr std::size_t kExcerptColumns = 160;

/// What the service says for itself, unless that is a page for people.
std::string excerpt(const std::string& body) {
  const std::string text = collapse_spaces(repair_utf8(std::string_view(body).substr(0, 1024)));
  return text.empty() || text.front() == '<' ? std::string()
                                             : ": " + ellipsize(text, kExcerptColumns);
}

Trouble broken(const std::string& what, const std::string& url, int most_tries,
               const std::string& hint =
                   "check your connection; what came before is kept, and the "
                   "next sync goes on from there") {
  return {Error(Errc::kNetwork, what, shown_address(url), hint), most_tries, 0};
}

Trouble trouble_of_end(const Outcome& outcome, const Receiver& receiver, const std::string& url) {
  const std::string where = shown_address(url);
  switch (outcome.end) {
    case End::kStopped:
      throw Error(Errc::kCancelled, "interrupted");
    case End::kPrivateAddress:
      return {private_address(url, outcome.detail), 1, 0};
    case End::kEnough:
      if (receiver.is_too_large()) {
        return {Error(Errc::kLimit,
                      "the answer has more than " + with_commas(receiver.most_bytes()) + " bytes",
                      where, "ask for less at a time, or download it and import the file"),
                1, 0};
      }
      return broken("the answer cannot be unpacked: " + receiver.failure(), url, kAsOftenAsAllowed);
    case End::kTooSlow:
      return broken("the service sends next to nothing", url, 2,
                    "it may be overloaded: try again later");
    case End::kTooLate:
      return broken("the service does not answer in time", url, 2,
                    "it may be overloaded: try again later");
    case End::kNoHost:
      return broken(std::string(kNoHostMessage), url, 2, "check the address and your connection");
    case End::kNobodyThere:
      return broken("the service cannot be reached: nobody answers there", url, 3,
                    "check the address and your connection");
    case End::kNoTls:
      return {Error(Errc::kNetwork, "no secure connection: " + outcome.detail, where,
                    "check the address and this machine's clock; where the service has no TLS, "
                    "its address begins with http://"),
              1, 0};
    default:
      return broken("the connection broke: " + outcome.detail, url, kAsOftenAsAllowed);
  }
}

Trouble trouble_of_status(int status, const Outcome& outcome, const std::string& url,
                          std::int64_t now_s) {
  const std::int64_t asked = asked_wait_ms(outcome.head, now_s).value_or(0);
  const std::string where = shown_address(url);
  if (status == 429 || status == 403) {
    return {Error(Errc::kBlocked, "the service says that it was asked too often", where,
                  "let it rest for a while; a key or token of your own may allow more"),
            kAsOftenAsAllowed, asked};
  }
  return {Error(Errc::kNetwork, "the service fails: status " + std::to_string(status), where,
                "that is on its side: try again later"),
          kAsOftenAsAllowed, asked};
}

}  // namespace

Error private_address(const std::string& url, const std::string& address) {
  return {Errc::kBlocked, "that host is in your own network: " + address, shown_address(url),
          "if it is to be asked, put its name into allow_hosts under [sources] in config.toml"};
}

std::optional<Trouble> trouble_of(const Outcome& outcome, Receiver& receiver,
                                  const std::string& url, std::int64_t now_s) {
  const int status = outcome.head.status;
  // Of a refusal as much is read as may be of use.
  const bool refusal_cut = outcome.end == End::kEnough && status / 100 != 2;
  if (outcome.end != End::kWhole && !refusal_cut) {
    return trouble_of_end(outcome, receiver, url);
  }
  const bool spent = status == 403 && asked_wait_ms(outcome.head, now_s).has_value();
  if (status == 408 || status == 429 || status / 100 == 5 || spent) {
    return trouble_of_status(status, outcome, url, now_s);
  }
  if (status / 100 == 2) {
    if (const std::string wrong = receiver.finish(); !wrong.empty()) {
      return broken("the answer cannot be unpacked: " + wrong, url, kAsOftenAsAllowed);
    }
  }
  return std::nullopt;
}

void check_status(const Request& request, const Response& response, const std::string& body) {
  const int status = response.status;
  const std::string where = shown_address(response.url);
  const bool conditional = !request.etag.empty() || !request.last_modified.empty();
  if (status / 100 == 2 || status == 404 || status == 410 || (status == 304 && conditional)) {
    return;
  }
  if (status == 401 || status == 407) {
    throw Error(Errc::kBlocked, "the service wants to know who asks" + excerpt(body), where,
                "set the key or token that docs/sources.md names for this connector");
  }
  if (status == 403 || status == 451) {
    throw Error(Errc::kBlocked,
                "the service refuses: status " + std::to_string(status) + excerpt(body), where,
                "open the address in a browser: it may ask for a login or check for robots; slow "
                "the source down, or use a dump");
  }
  throw Error(Errc::kInvalid,
              "the service answers with status " + std::to_string(status) + excerpt(body), where,
              "check the source's address and options");
}

void refuse_while_blocked(std::int64_t until_ms, std::int64_t now_ms, const std::string& url) {
  // What lies further ahead than any service asks for is the work of a clock that was wrong.
  if (until_ms <= now_ms || until_ms - now_ms > kLongestAskedMs) {
    return;
  }
  throw Error(Errc::kBlocked,
              "the service asks to be left alone until " + format_instant((until_ms + 999) / 1000),
              shown_address(url), "sync it after that; your other sources are not held up by it");
}

}  // namespace assay::source
