#pragma once
/// How long to wait before a service is asked again. Private to the room. Threads: pure functions.

#include "source/web_transfer_internal.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::source {

/// Longer than any service means: what Retry-After asks for is cut to it.
inline constexpr std::int64_t kLongestAskedMs = std::int64_t{31} * 86'400'000;

/// Retry-After (RFC 9110, 10.2.3) in milliseconds from now: seconds or a date, of which the past is
/// 0; nullopt when it is neither. `date`: the answer's own Date, by which a date is counted, so
/// that a wrong clock on this side does no harm; `now_s` is taken where that is missing.
std::optional<std::int64_t> retry_after_ms(std::string_view value, std::string_view date,
                                           std::int64_t now_s);

/// What an answer asks for: Retry-After, else, where the answer is a refusal (403, 429), the time
/// at which a spent allowance comes back: x-ratelimit-remaining 0 with x-ratelimit-reset (seconds
/// since 1970, or from now, or an ISO time), or RateLimit with r=0 and t=SECONDS.
std::optional<std::int64_t> asked_wait_ms(const Head& head, std::int64_t now_s);

/// Exponential back-off with jitter: between half of and all of first_ms × 2^tries_before, at most
/// longest_ms. `random`: in [0, 1).
std::int64_t back_off_ms(int tries_before, std::int64_t first_ms, std::int64_t longest_ms,
                         double random) noexcept;

}  // namespace assay::source
