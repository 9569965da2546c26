/// RSS 0.9x, 1.0, 2.0 and Atom.

#include "base/text.h"
#include "source/feed_internal.h"
#include "source/html_text.h"
#include "source/json_fields.h"
#include "source/web.h"
#include "source/xml_document.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

/// Text of the first of these children that has any; RSS's own have no prefix.
std::string first_text(const XmlElement& element,
                       std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  for (const auto& [prefix, name] : names) {
    if (const XmlElement child = element.child(prefix, name)) {
      if (std::string text = child.text(); !trim(text).empty()) {
        return text;
      }
    }
  }
  return {};
}

/// A text construct of Atom as HTML: markup of its own kind is written out, text is escaped.
std::string atom_text(const XmlElement& element) {
  if (!element) {
    return {};
  }
  const std::string type = element.attribute("type");
  if (type == "xhtml") {
    return element.inner_markup();
  }
  std::string text = element.text();
  if (type != "html" && type.rfind("text/html", 0) != 0) {
    std::string escaped;
    for (const char c : text) {
      escaped += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
    }
    return escaped;
  }
  return text;
}

std::string base_of(const XmlElement& element, const std::string& outer) {
  const std::string base = element.xml_base();
  return base.empty() ? outer : resolve_address(outer, base);
}

/// Where an entry of Atom is read: its alternate link, else the first one.
std::string atom_link(const XmlElement& entry) {
  std::string any;
  for (XmlElement at = entry.first(); at; at = at.next()) {
    if (at.name() != "link") {
      continue;
    }
    const std::string rel = at.attribute("rel");
    if (rel.empty() || rel == "alternate") {
      return at.attribute("href");
    }
    if (any.empty() && rel != "self" && rel != "edit" && rel != "replies") {
      any = at.attribute("href");
    }
  }
  return any;
}

FeedEntry atom_entry(const XmlElement& element, const std::string& base) {
  FeedEntry entry;
  entry.base = base_of(element, base);
  entry.id = element.text_of("id");
  entry.title = atom_text(element.child("title"));
  entry.link = atom_link(element);
  entry.summary = atom_text(element.child("summary"));
  entry.content = atom_text(element.child("content"));
  if (const XmlElement group = element.child("media", "group"); group && entry.content.empty()) {
    entry.content = first_text(group, {{"media", "description"}});
  }
  entry.date = element.text_of("published");
  if (entry.date.empty()) {
    entry.date = element.text_of("updated");
  }
  for (XmlElement at = element.first(); at; at = at.next()) {
    if (at.name() == "author") {
      entry.authors.push_back(at.text_of("name"));
    } else if (at.name() == "category") {
      const std::string label = at.attribute("label");
      entry.keywords.push_back(label.empty() ? at.attribute("term") : label);
    } else if (at.name() == "link" && at.attribute("rel") == "replies") {
      entry.discussions.push_back(at.attribute("href"));
    }
  }
  return entry;
}

FeedEntry rss_item(const XmlElement& element, const std::string& base) {
  FeedEntry entry;
  entry.base = base_of(element, base);
  entry.title = first_text(element, {{"", "title"}, {"dc", "title"}, {"media", "title"}});
  entry.link = collapse_spaces(first_text(element, {{"feedburner", "origLink"}, {"", "link"}}));
  if (const XmlElement atom = element.child("atom", "link"); atom && entry.link.empty()) {
    entry.link = atom.attribute("href");
  }
  if (const XmlElement guid = element.child("guid")) {
    entry.id = collapse_spaces(guid.text());
    // A guid is an address unless it says otherwise.
    if (entry.link.empty() && guid.attribute("isPermaLink") != "false") {
      entry.link = entry.id;
    }
  }
  entry.content = first_text(element, {{"content", "encoded"}, {"", "encoded"}, {"xhtml", "body"}});
  entry.summary =
      first_text(element, {{"", "description"}, {"dc", "description"}, {"itunes", "summary"}});
  entry.date = collapse_spaces(first_text(
      element, {{"", "pubDate"}, {"dc", "date"}, {"", "published"}, {"atom", "updated"}}));
  for (XmlElement at = element.first(); at; at = at.next()) {
    if ((at.prefix() == "dc" && at.name() == "creator") ||
        (at.prefix().empty() && at.name() == "author")) {
      const std::string names = at.text();
      for (const std::string_view name : split(names, ',')) {
        entry.authors.emplace_back(trim(name));
      }
    } else if (at.name() == "category" || (at.prefix() == "dc" && at.name() == "subject")) {
      entry.keywords.push_back(at.text());
    } else if (at.prefix().empty() && at.name() == "comments") {
      entry.discussions.push_back(collapse_spaces(at.text()));
    }
  }
  return entry;
}

}  // namespace

namespace {

/// The target of the first of these relations among the links of a feed.
std::string older_of(const XmlElement& parent) {
  for (const std::string_view rel : {"prev-archive", "next"}) {
    for (XmlElement at = parent.first(); at; at = at.next()) {
      if (at.name() == "link" && at.attribute("rel") == rel) {
        const std::string base = parent.xml_base();
        const std::string href = at.attribute("href");
        return base.empty() ? href : resolve_address(base, href);
      }
    }
  }
  return {};
}

int number_in(const std::string& text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// When an RSS channel need not be asked for.
void read_times(const XmlElement& channel, Feed& feed) {
  static constexpr std::array<std::string_view, 7> kDays = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  feed.ttl_minutes = std::max(0, number_in(channel.text_of("ttl")));
  if (const XmlElement hours = channel.child("skipHours")) {
    for (XmlElement at = hours.first(); at; at = at.next()) {
      if (const int hour = number_in(collapse_spaces(at.text())); hour >= 0 && hour <= 24) {
        feed.skip_hours.push_back(hour % 24);
      }
    }
  }
  if (const XmlElement days = channel.child("skipDays")) {
    for (XmlElement at = days.first(); at; at = at.next()) {
      const auto* day =
          std::find(kDays.begin(), kDays.end(), ascii_lower(collapse_spaces(at.text())));
      if (day != kDays.end()) {
        feed.skip_weekdays.push_back(static_cast<int>(day - kDays.begin()));
      }
    }
  }
}

/// How many elements of a name begin in the bytes, read or not.
std::size_t count_starts(std::string_view bytes, std::string_view name) {
  constexpr std::string_view kBehind = "> \t\r\n";
  std::size_t count = 0;
  const std::string start = "<" + std::string(name);
  for (std::size_t at = bytes.find(start); at != std::string_view::npos;
       at = bytes.find(start, at + 1)) {
    const std::size_t end = at + start.size();
    count += end < bytes.size() && kBehind.find(bytes[end]) != std::string_view::npos ? 1U : 0U;
  }
  return count;
}

/// Fewer entries came of a document that is not well-formed than begin in it: what stands behind
/// the fault is lost.
void note_fault(const XmlDocument& document, std::string_view bytes, std::string_view entry,
                Feed& feed) {
  if (!document.error().empty() && count_starts(bytes, entry) > feed.entries.size()) {
    feed.cut = true;
  }
  if (feed.cut) {
    feed.fault = document.error();
  }
}

}  // namespace

Feed parse_xml_feed(std::string_view bytes) {
  const XmlDocument document(bytes);
  const XmlElement root = document.root();
  const std::string_view name = root ? root.name() : std::string_view();
  Feed feed;
  feed.cut = bytes.rfind("</" + std::string(name)) == std::string_view::npos &&
             bytes.rfind(":" + std::string(name) + ">") == std::string_view::npos;
  if (name == "feed") {
    const std::string base = base_of(root, atom_link(root));
    feed.title = html_line(atom_text(root.child("title")));
    for (XmlElement at = root.first(); at; at = at.next()) {
      if (at.name() == "entry") {
        feed.entries.push_back(atom_entry(at, base));
      }
    }
    feed.older = older_of(root);
    note_fault(document, bytes, "entry", feed);
    return feed;
  }
  if (name != "rss" && name != "RDF") {
    throw BadRecord{name.empty() && !document.error().empty() ? document.error()
                    : istarts_with(trim(bytes), "<!doctype html") ||
                            istarts_with(trim(bytes), "<html")
                        ? "a web page stands where a feed should be"
                        : "neither RSS nor Atom"};
  }
  const XmlElement channel = root.child("channel");
  std::string base;
  if (channel) {
    feed.title = html_line(first_text(channel, {{"", "title"}}));
    base = base_of(channel, collapse_spaces(first_text(channel, {{"", "link"}})));
    feed.older = older_of(channel);
    read_times(channel, feed);
  }
  for (const XmlElement& parent : {channel, root}) {  // items of RSS 1.0 stand beside the channel
    for (XmlElement at = parent ? parent.first() : XmlElement(); at; at = at.next()) {
      if (at.name() == "item") {
        feed.entries.push_back(rss_item(at, base));
      }
    }
  }
  note_fault(document, bytes, "item", feed);
  return feed;
}

}  // namespace assay::source
