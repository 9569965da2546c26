/// What a stranger's server sends to the web client: robots.txt, packed bodies cut anywhere,
/// Retry-After and its relatives, addresses to go to.

#include "base/error.h"
#include "fuzzing.h"
#include "source/robots.h"
#include "source/web_body_internal.h"
#include "source/web_place_internal.h"
#include "source/web_waits_internal.h"

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

void check_body(std::string_view bytes, std::string_view encoding, std::size_t step) {
  constexpr std::size_t kMost = 100'000;
  source::Body body(kMost);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    if (!body.take(encoding, bytes.substr(at, step))) {
      fuzz::require(body.is_too_large() || !body.failure().empty(), "a reason");
      break;
    }
  }
  body.finish();
  fuzz::require(body.bytes().size() <= kMost, "the limit");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const source::Robots robots(text, "assay");
  fuzz::require(robots.allows("/robots.txt"), "robots.txt itself");
  static_cast<void>(robots.allows(text.substr(0, 300)));
  check_body(text, "gzip", 7);
  check_body(text, "deflate", 1 + size / 2);
  source::Head head;
  head.status = 429;
  head.headers = {{"retry-after", std::string(text)},
                  {"x-ratelimit-remaining", "0"},
                  {"x-ratelimit-reset", std::string(text)},
                  {"ratelimit", std::string(text)}};
  const auto asked = source::asked_wait_ms(head, 1'793'613'600);
  fuzz::require(!asked || (*asked >= 0 && *asked <= source::kLongestAskedMs), "a bounded wait");
  static_cast<void>(source::shown_address(text));
  try {
    const source::Place place = source::parse_place(std::string(text));
    fuzz::require(!place.host.empty() && !place.target.empty(), "a host and a path");
    static_cast<void>(source::is_private_number(place.host));
  } catch (const Error& error) {
    fuzz::require(error.code() == Errc::kInvalid, error.what());
  }
  return 0;
}
