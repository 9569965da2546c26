#pragma once
/// Small records for tests of the rooms above source.

#include "library/library.h"
#include "work/match.h"
#include "work/title.h"

#include <string>
#include <vector>

namespace assay::testing_support {

inline library::IncomingRecord record(const std::string& key, const std::string& title,
                                      std::vector<std::string> authors = {},
                                      const std::vector<std::string>& identifiers = {}) {
  library::IncomingRecord incoming;
  incoming.record.source = "works";
  incoming.record.work.id = key;
  incoming.record.work.title = title;
  incoming.record.work.authors = std::move(authors);
  for (const std::string& text : identifiers) {
    add_identifier(incoming.record.work, parse_identifier(text).value());
  }
  incoming.key = key;
  incoming.title_key = title_key(title);
  incoming.twin_key = twin_key(title);
  incoming.identifiers = own_identifiers(incoming.record.work);
  incoming.content_hash = library::content_hash(incoming.record.work);
  return incoming;
}

}  // namespace assay::testing_support
