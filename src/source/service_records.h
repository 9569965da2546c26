#pragma once
/// Records of services that also come as files: one mapping for the API and the dump. They throw
/// BadRecord. Private to the room. Threads: pure functions.

#include "source/record_value.h"

namespace assay::source {

/// A work of OpenAlex. Source: OpenAlex, "Work object".
Work read_openalex_work(const JsonValue& record);

/// A paper of Semantic Scholar's Graph API or of its datasets, whose field names are those in lower
/// case. Source: "Academic Graph API", "Datasets API".
Work read_semantic_scholar_paper(const JsonValue& record);

}  // namespace assay::source
