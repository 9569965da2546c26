#pragma once
/// Lists of feeds as feed readers exchange them -> sources to be followed. Threads: pure functions.
/// Source: OPML 1.0 and 2.0.

#include "source/connector.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct OpmlSources {
  std::string title;  ///< The list's own.
  /// One "feed" source each, in order, an address once. Names are made of the title: lower case,
  /// words joined with "-", unique within the list. Nothing else is set.
  std::vector<SourceSpec> sources;
  /// Outlines that name a feed and are left out: "\"/x\" is no web address (Title)".
  std::vector<std::string> rejected;
};

/// Whether a file that begins so is OPML.
bool is_opml(std::string_view head);

/// The feeds of all outlines, nested ones included. Outlines without xmlUrl are headings or links
/// and are passed over. Throws kInvalid when the bytes are no OPML.
OpmlSources read_opml(std::string_view bytes);

}  // namespace assay::source
