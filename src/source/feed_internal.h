#pragma once
/// What entries of feeds become, whatever the feed's format. Private to the room. Threads: pure
/// functions.

#include "source/reader.h"

#include <cstdint>
#include <set>
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
  bool shares_link = false;              ///< The link is that of others, too: it names no work.
};

/// Throws BadRecord for an entry without title and text. `feed`: the feed's own title.
Work work_of(const FeedEntry& entry, const std::string& feed);

struct Feed {
  std::string title;
  std::vector<FeedEntry> entries;
  bool cut = false;     ///< The end of the document is missing, or what stands behind a fault.
  std::string fault;    ///< What was wrong with it, where something was lost; "" otherwise.
  std::string older;    ///< Where older entries are (RFC 5005, JSON Feed's next_url); "" nowhere.
  int ttl_minutes = 0;  ///< So long it need not be asked for again.
  std::vector<int> skip_hours;     ///< Hours of the day (UTC) at which it need not be asked for.
  std::vector<int> skip_weekdays;  ///< 0: Sunday.
};

/// The entries of an XML feed (RSS 0.9x, 1.0, 2.0, Atom) or JSON Feed; throws BadRecord when it is
/// none.
Feed parse_feed(std::string_view bytes);
Feed parse_xml_feed(std::string_view bytes);
Feed parse_json_feed(std::string_view bytes);

/// The works of all entries, each with an id that is its own: the entry's, else its link, else one
/// made of title and date. An id that stands with several entries of different link or title, here
/// or in `repeated`, is none; those found here are added to it.
std::vector<Item> items_of(Feed feed, std::set<std::string>& repeated);

}  // namespace assay::source
