#pragma once
/// Feeds that other programs read: what a saved search found, a digest, whatever comes by and by.
/// A plain value, and pure functions that write it as Atom (RFC 4287), JSON Feed 1.1 and, for a
/// list of feeds, OPML 2.0. The same value gives the same bytes. What is no text in XML (control
/// characters, bytes that are no UTF-8) is left out or replaced; addresses that would run when
/// opened (work/address.h) are left out. Threads: pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct FeedEntry {
  std::string id;              ///< An absolute URI that never changes: urn_of(…).
  std::string title;           ///< Plain text, made one line.
  std::string link;            ///< Where it is read; may be empty.
  std::int64_t updated = 0;    ///< Seconds since 1970-01-01T00:00:00Z.
  std::int64_t published = 0;  ///< The same; 0 unknown.
  std::string summary;         ///< Plain text; may be empty.
  std::string content;         ///< HTML; may be empty.
  std::vector<std::string> authors;
  std::vector<std::string> categories;
};

struct Feed {
  std::string id;            ///< An absolute URI that never changes: urn_of(…).
  std::string title;         ///< Plain text.
  std::string subtitle;      ///< Plain text; may be empty.
  std::int64_t updated = 0;  ///< When anything in it last changed.
  std::string author;        ///< Who is behind it; empty: "assay".
  std::string home;          ///< The page that it belongs to; may be empty.
  std::string self;          ///< Its own address; may be empty.
  /// In the order shown. Of several with one id the first is written: a feed that repeats an id is
  /// not valid.
  std::vector<FeedEntry> entries;
};

/// A feed in a list of them.
struct FeedOutline {
  std::string title;        ///< Plain text.
  std::string description;  ///< Plain text; may be empty.
  std::string address;      ///< Where the feed is (xmlUrl). Required: one without is left out.
  std::string home;         ///< The page that it belongs to; may be empty.
};

/// "urn:uuid:…", always the same for the same name: a UUID of version 8 (RFC 9562, section 5.8),
/// its bits the XXH3 of `name`. `name` must tell the thing from all others everywhere, so for what
/// is of one library only it begins with something that no other library has.
std::string urn_of(std::string_view name);

/// RFC 4287. An entry without link and content has its summary as content, which one of the two
/// must be.
std::string to_atom(const Feed& feed);

/// JSON Feed 1.1. An entry without content has its summary, else its title, as content_text.
std::string to_json_feed(const Feed& feed);

/// OPML 2.0, feeds in their order. `made`: seconds since 1970-01-01T00:00:00Z.
std::string to_opml(std::string_view title, std::int64_t made,
                    const std::vector<FeedOutline>& feeds);

}  // namespace assay::plan
