#include "source/feed_answer.h"

#include "base/error.h"
#include "base/text.h"
#include "source/json_fields.h"
#include "source/mime.h"

#include <algorithm>
#include <charconv>

namespace assay::source {
namespace {

constexpr std::int64_t kLongestFresh = 86'400;

bool has_mark(std::string_view bytes) noexcept {
  return bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE") ||
         bytes.starts_with("\xFE\xFF");
}

/// Whether the XML's own first line names its encoding.
bool names_encoding(std::string_view bytes) {
  const std::string_view head = trim(bytes.substr(0, 200));
  return head.starts_with("<?xml") &&
         head.substr(0, head.find("?>")).find("encoding") != std::string_view::npos;
}

/// Sets whose text looks like UTF-8, or cannot be looked at by bytes.
bool hides_in_ascii(const std::string& charset) {
  return charset.starts_with("iso-2022") || charset.starts_with("utf-16") ||
         charset.starts_with("utf-32") || charset.starts_with("hz-gb");
}

std::string text_of(const Response& response) {
  const std::string charset =
      ascii_lower(header_parameter(response.header("content-type"), "charset"));
  const std::string_view body = response.body;
  // Many servers name a set for all that they have; what is UTF-8 is UTF-8.
  if (charset.empty() || has_mark(body) || names_encoding(body) ||
      (!hides_in_ascii(charset) && find_invalid_utf8(body) == std::string_view::npos)) {
    return response.body;
  }
  return to_utf8(response.body, charset);
}

}  // namespace

Feed feed_of(const Response& response) {
  try {
    Feed feed = parse_feed(text_of(response));
    if (feed.cut && feed.entries.empty()) {
      throw BadRecord{"it breaks off before its first entry"};
    }
    return feed;
  } catch (const BadRecord& bad) {
    throw Error(Errc::kInvalid, "the feed cannot be read: " + bad.reason, response.url,
                "it is asked for again by the next sync; if it stays so, check the address");
  }
}

std::int64_t fresh_until(const Response& response, int ttl_minutes, std::int64_t now) {
  constexpr std::string_view kName = "max-age=";
  const std::string control = ascii_lower(response.header("cache-control"));
  std::int64_t seconds = std::int64_t{ttl_minutes} * 60;
  if (const std::size_t at = control.find(kName); at != std::string::npos) {
    std::int64_t age = 0;
    std::from_chars(control.data() + at + kName.size(), control.data() + control.size(), age);
    seconds = std::max(seconds, age);
  }
  if (control.find("no-cache") != std::string::npos ||
      control.find("no-store") != std::string::npos) {
    seconds = 0;
  }
  return seconds > 0 && now > 0 ? now + std::min(seconds, kLongestFresh) : 0;
}

}  // namespace assay::source
