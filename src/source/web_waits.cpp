#include "base/text.h"
#include "base/time.h"
#include "source/curl_library.h"
#include "source/web_waits_internal.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace assay::source {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
/// Of x-ratelimit-reset: what is larger counts from 1970, what is smaller from now.
constexpr std::int64_t kSurelyAnEpoch = 1'000'000'000;

std::int64_t bounded_ms(std::int64_t seconds) noexcept {
  return std::clamp<std::int64_t>(seconds, 0, kLongestAskedMs / kMsPerSecond) * kMsPerSecond;
}

/// Digits alone; those too many for a number are as good as the largest.
std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  if (text.empty() ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} ? value : kLongestAskedMs;
}

/// Seconds since 1970 of a date as HTTP writes it (RFC 9110, 5.6.7, all three forms).
std::optional<std::int64_t> http_date(std::string_view text) {
  const std::string date(text.substr(0, 64));
  const std::int64_t seconds = date.empty() ? -1 : libcurl().getdate(date.c_str(), nullptr);
  return seconds < 0 ? std::nullopt : std::optional(seconds);
}

/// The number behind `name`= in a structured field: "api";r=0;t=55.
std::optional<std::int64_t> parameter(std::string_view field, std::string_view name) {
  for (const std::string_view piece : split(field, ';')) {
    const std::string_view one = trim(piece);
    if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=') {
      return whole_number(one.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

/// "2026-11-26T10:00:00.000Z", which Mastodon writes.
std::optional<std::int64_t> iso_instant(std::string_view text) {
  const std::optional<Day> day = parse_day(text);
  if (!day || text.size() < 19 || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto hour = whole_number(text.substr(11, 2));
  const auto minute = whole_number(text.substr(14, 2));
  const auto second = whole_number(text.substr(17, 2));
  if (!hour || !minute || !second) {
    return std::nullopt;
  }
  return std::int64_t{day->since_epoch} * 86'400 + *hour * 3600 + *minute * 60 + *second;
}

}  // namespace

std::optional<std::int64_t> retry_after_ms(std::string_view value, std::string_view date,
                                           std::int64_t now_s) {
  value = trim(value);
  if (const std::optional<std::int64_t> seconds = whole_number(value)) {
    return bounded_ms(*seconds);
  }
  if (const std::optional<std::int64_t> until = http_date(value)) {
    return bounded_ms(*until - http_date(date).value_or(now_s));
  }
  return std::nullopt;
}

std::optional<std::int64_t> asked_wait_ms(const Head& head, std::int64_t now_s) {
  const std::string_view date = head.header("date");
  if (const auto asked = retry_after_ms(head.header("retry-after"), date, now_s)) {
    return asked;
  }
  if (head.status != 403 && head.status != 429) {
    return std::nullopt;
  }
  const std::string_view reset = trim(head.header("x-ratelimit-reset"));
  if (trim(head.header("x-ratelimit-remaining")) == "0" && !reset.empty()) {
    const std::int64_t now = http_date(date).value_or(now_s);
    if (const auto number = whole_number(reset)) {
      return bounded_ms(*number > kSurelyAnEpoch ? *number - now : *number);
    }
    if (const auto instant = iso_instant(reset)) {
      return bounded_ms(*instant - now);
    }
  }
  if (parameter(head.header("ratelimit"), "r") == 0) {
    if (const auto seconds = parameter(head.header("ratelimit"), "t")) {
      return bounded_ms(*seconds);
    }
  }
  return std::nullopt;
}

std::int64_t back_off_ms(int tries_before, std::int64_t first_ms, std::int64_t longest_ms,
                         double random) noexcept {
  constexpr int kMostDoublings = 20;
  const std::int64_t full = std::min(
      longest_ms, first_ms << static_cast<unsigned>(std::clamp(tries_before, 0, kMostDoublings)));
  const std::int64_t sure = full / 2;
  return sure + static_cast<std::int64_t>(static_cast<double>(full - sure) * random);
}

}  // namespace assay::source
