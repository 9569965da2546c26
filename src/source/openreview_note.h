#pragma once
/// Notes of OpenReview -> Works, of either version of its API: fields stand as they are (1) or as
/// {"value": ...} (2). Private to the room. Threads: pure functions.

#include "source/json_fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::source {

/// A submission. Reviews and decisions among details.replies or details.directReplies give
/// extra.decision. Throws BadRecord.
Work openreview_work(const simdjson::dom::object& note);

/// Whether the note is one of this venue, by its content.venueid.
bool note_has_venue(const simdjson::dom::object& note, std::string_view venue);
/// Whether it answers this invitation.
bool note_has_invitation(const simdjson::dom::object& note, std::string_view invitation);

/// A time in milliseconds since 1970, 0 when it is not there.
std::int64_t note_time(const simdjson::dom::object& note, std::string_view name);

}  // namespace assay::source
