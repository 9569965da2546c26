#pragma once
/// A feed as a server answers with it. Private to the room. Threads: pure functions.

#include "source/feed_internal.h"
#include "source/fetcher.h"

#include <cstdint>

namespace assay::source {

/// The feed in an answer, read in the character set that its Content-Type names where the document
/// itself names none (RFC 7303) and is no UTF-8. Throws kInvalid when it is no feed: an answer of
/// which nothing can be read is never an empty one.
Feed feed_of(const Response& response);

/// Until when the answer need not be asked for again by its Cache-Control and the feed's own ttl,
/// in seconds since 1970, at most a day from `now`; 0 when they say nothing.
std::int64_t fresh_until(const Response& response, int ttl_minutes, std::int64_t now);

}  // namespace assay::source
