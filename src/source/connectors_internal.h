#pragma once
/// The kinds of connectors, one file each. Private to the room.

#include "source/connector.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

/// The kind's row of the table; the other kinds of a family stand in the same file only when they
/// speak the same protocol.
extern const ConnectorKind kFeedKind;
extern const ConnectorKind kOpmlKind;

/// A cursor's fields; an empty object for "". Throws kCorrupt when it is no JSON object, with the
/// advice to start the source anew.
nlohmann::json read_cursor(const std::string& cursor, const std::string& source);

/// The option's value, or `fallback`.
std::string option(const SourceSpec& spec, const std::string& name, std::string_view fallback = {});

/// All items of a document in one of the formats of files, such as a feed or ACL XML.
std::vector<Item> read_items(std::string bytes, Format format);

}  // namespace assay::source
