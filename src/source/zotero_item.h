#pragma once
/// An item of a Zotero library as its API gives it. Source: Zotero Web API v3, "Basics" and "Item
/// Types/Fields". Private to the room. Threads: pure functions.

#include "source/record_value.h"

namespace assay::source {

/// False for notes, attachments and annotations, which are parts of other items.
bool is_zotero_work(const JsonValue& item);

/// Whether the item lies in the library's bin.
bool is_in_bin(const JsonValue& item);

/// Throws BadRecord.
Work read_zotero_item(const JsonValue& item);

}  // namespace assay::source
