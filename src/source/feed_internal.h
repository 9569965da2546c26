#pragma once
/// What entries of feeds become, whatever the feed's format. Private to the room. Threads: pure
/// functions.

#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct FeedEntry {
  std::string id;     ///< guid or id; may be empty.
  std::string title;  ///< HTML.
  std::string link;
  std::string summary;  ///< HTML.
  std::string content;  ///< HTML, the full text where the feed has it.
  std::string date;     ///< RFC 822 or RFC 3339.
  std::vector<std::string> authors;
  std::vector<std::string> keywords;
  std::vector<std::string> discussions;  ///< Addresses of comments.
  std::string base;                      ///< What relative addresses are relative to.
};

/// Throws BadRecord for an entry without title and text. `feed`: the feed's own title.
Work work_of(const FeedEntry& entry, const std::string& feed);

/// The entries of an XML feed (RSS 0.9x, 1.0, 2.0, Atom) or JSON Feed; throws BadRecord when it is
/// none.
struct Feed {
  std::string title;
  std::vector<FeedEntry> entries;
  bool cut = false;  ///< The end of the document is missing.
};
Feed parse_xml_feed(std::string_view bytes);
Feed parse_json_feed(std::string_view bytes);

}  // namespace assay::source
