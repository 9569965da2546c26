#pragma once
/// The radar and the week as JSON, with the field names of docs/cli.md. Threads: pure functions.

#include "plan/radar.h"
#include "plan/week.h"

#include <string>

namespace assay::plan {

/// {"considered":n,"items":[{"id":…,"title":…,"why":[…],"explore":b,"evidence":{…}}]}; with
/// `explain` each has "parts":[{"name","value","weight","points"}], whose points sum to its score.
std::string to_json(const RadarView& view, bool explain = false);
/// {"week":"2026-W48","hours":4,"items":[…],"minutes":n,"remarks":[…]}
std::string to_json(const WeekView& view);
/// One item of a week.
std::string to_json(const library::WeekItem& item, bool pinned = false);

/// {"item","track","title","pinned"}
std::string to_json(const PinView& pin);
/// {"pins":[…]}
std::string to_json(const std::vector<PinView>& pins);

}  // namespace assay::plan
