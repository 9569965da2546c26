#pragma once
/// A work as Crossref's REST API gives it. Source: Crossref, "REST API: works" (format of /works).
/// Private to the room. Threads: pure functions.

#include "source/record_value.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// Throws BadRecord.
Work read_crossref_work(const JsonValue& record);

/// Whether the record is something that one reads, not a journal, a component or a grant.
bool is_crossref_work(const JsonValue& record);

/// DOIs of the works that this notice retracts or withdraws.
std::vector<std::string> retracted_by(const JsonValue& record);

/// JATS markup as the HTML that it resembles, to be read by read_html.
std::string jats_as_html(std::string_view text);

}  // namespace assay::source
