/// JSON Feed 1.0 and 1.1.

#include "base/text.h"
#include "source/feed_internal.h"
#include "source/html_text.h"
#include "source/json_fields.h"

namespace assay::source {
namespace {

std::string one_name(const Element& element) {
  simdjson::dom::object author;
  Element name;
  return element.get(author) == simdjson::SUCCESS && author["name"].get(name) == simdjson::SUCCESS
             ? text_field("name", name)
             : std::string();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return out;
}

FeedEntry json_item(const simdjson::dom::object& item) {
  FeedEntry entry;
  for (const auto [key, value] : item) {
    if (key == "id") {
      std::int64_t number = 0;
      entry.id =
          value.get(number) == simdjson::SUCCESS ? std::to_string(number) : text_field(key, value);
    } else if (key == "url") {
      entry.link = text_field(key, value);
    } else if (key == "external_url") {
      entry.discussions.push_back(text_field(key, value));
    } else if (key == "title") {
      entry.title = escaped(text_field(key, value));
    } else if (key == "summary") {
      entry.summary = escaped(text_field(key, value));
    } else if (key == "content_html") {
      entry.content = text_field(key, value);
    } else if (key == "content_text") {
      entry.content = entry.content.empty() ? escaped(text_field(key, value)) : entry.content;
    } else if (key == "date_published") {
      entry.date = text_field(key, value);
    } else if (key == "date_modified") {
      entry.date = entry.date.empty() ? text_field(key, value) : entry.date;
    } else if (key == "author") {
      entry.authors.push_back(one_name(value));
    } else if (key == "authors" && value.is_array()) {
      entry.authors.clear();
      for (const Element author : value.get_array()) {
        entry.authors.push_back(one_name(author));
      }
    } else if (key == "tags" && value.is_array()) {
      for (const Element tag : value.get_array()) {
        entry.keywords.push_back(tag.is_string() ? text_field(key, tag) : std::string());
      }
    }
  }
  return entry;
}

}  // namespace

Feed parse_json_feed(std::string_view bytes) {
  RecordParser parser;
  Feed feed;
  std::string base;
  bool is_feed = false;
  for (const auto [key, value] : parser.parse(bytes)) {
    if (key == "version") {
      is_feed = text_field(key, value).find("jsonfeed.org/version/") != std::string::npos;
    } else if (key == "title") {
      feed.title = text_field(key, value);
    } else if (key == "home_page_url") {
      base = text_field(key, value);
    } else if (key == "next_url") {
      feed.older = text_field(key, value);
    } else if (key == "items" && value.is_array()) {
      for (const Element item : value.get_array()) {
        simdjson::dom::object object;
        if (item.get(object) == simdjson::SUCCESS) {
          feed.entries.push_back(json_item(object));
        }
      }
    }
  }
  if (!is_feed) {
    throw BadRecord{"not a JSON Feed: no version of jsonfeed.org"};
  }
  for (FeedEntry& entry : feed.entries) {
    entry.base = base;
  }
  return feed;
}

}  // namespace assay::source
