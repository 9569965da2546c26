#pragma once
/// Records of a service's JSON -> items of a page. Private to the room. Threads: pure functions.

#include "base/text.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/reader.h"

#include <string>

namespace assay::source {

/// The work that `make` gives of a record, or a rejection that says why it gives none.
template <typename Make>
Item item_or_rejection(const JsonValue& record, const Make& make) {
  try {
    return make(record);
  } catch (const BadRecord& bad) {
    constexpr std::size_t kExcerpt = 200;
    const std::string text = record.is_object()
                                 ? text_at(record, "html_url") + " " + text_at(record, "name")
                             : record ? std::string(type_words(record.element()))
                                      : "null";
    return Rejection{0, 0, bad.reason, repair_utf8(text.substr(0, kExcerpt)), {}};
  }
}

}  // namespace assay::source
