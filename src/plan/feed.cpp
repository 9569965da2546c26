#include "plan/feed.h"

#include "base/instant.h"
#include "base/markup.h"
#include "base/text.h"
#include "work/address.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unordered_set>

namespace assay::plan {
namespace {

/// Bytes of a character that no XML document may hold (XML 1.0, 2.2) or that is a control
/// character without meaning for text; 0 for any other. `at` begins a character of valid UTF-8.
std::size_t unfit_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (byte(0) == 0x7F || (byte(0) < 0x20 && byte(0) != '\t' && byte(0) != '\n')) {
    return 1;
  }
  if (byte(0) == 0xC2 && byte(1) < 0xA0) {
    return 2;  // U+0080 to U+009F
  }
  if (byte(0) == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE) {
    return 3;  // U+FFFE and U+FFFF
  }
  return 0;
}

/// Line ends made "\n", what is no text left out.
std::string clean(std::string_view raw) {
  const std::string text = repair_utf8(raw);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\r') {
      out += '\n';
      i += i + 1 < text.size() && text[i + 1] == '\n' ? 2U : 1U;
    } else if (const std::size_t unfit = unfit_bytes(text, i); unfit != 0) {
      i += unfit;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string one_line(std::string_view text) {
  return collapse_spaces(clean(text));
}

/// Character data or an attribute's value. Blanks that are not spaces are written as references,
/// which an attribute's value keeps.
std::string escaped(std::string_view text, bool attribute = false) {
  const std::string written = escape_markup(text);
  std::string out;
  for (const char c : written) {
    out += attribute && (c == '\n' || c == '\t') ? fmt::format("&#{};", static_cast<int>(c))
                                                 : std::string(1, c);
  }
  return out;
}

/// An address as an IRI (RFC 3987): what it may not hold is %-escaped. Empty for none, and for one
/// that would run.
std::string address_of(std::string_view raw) {
  constexpr std::string_view kNever = "<>\"{}|\\^`";
  const std::string text = clean(trim(raw));
  if (is_active_address(text)) {
    return {};
  }
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\t') {
      continue;  // as browsers do
    }
    if (c == ' ' || kNever.find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out;
}

/// Texts made one line, without empty and repeated ones.
std::vector<std::string> lines_of(const std::vector<std::string>& texts) {
  std::vector<std::string> lines;
  std::unordered_set<std::string> seen;
  for (const std::string& text : texts) {
    std::string line = one_line(text);
    if (!line.empty() && seen.insert(line).second) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

/// The entries without those whose id came before.
std::vector<const FeedEntry*> distinct(const Feed& feed) {
  std::vector<const FeedEntry*> entries;
  std::unordered_set<std::string_view> seen;
  for (const FeedEntry& entry : feed.entries) {
    if (seen.insert(entry.id).second) {
      entries.push_back(&entry);
    }
  }
  return entries;
}

std::string author_of(const Feed& feed) {
  const std::string author = one_line(feed.author);
  return author.empty() ? "assay" : author;
}

std::string title_of(std::string_view title) {
  const std::string line = one_line(title);
  return line.empty() ? "Untitled" : line;
}

std::string element(std::string_view name, std::string_view text,
                    std::string_view attributes = {}) {
  return fmt::format("<{}{}>{}</{}>\n", name, attributes, escaped(text), name);
}

std::string atom_link(std::string_view rel, std::string_view type, std::string_view href) {
  const std::string address = address_of(href);
  return address.empty() ? std::string()
                         : fmt::format("<link rel=\"{}\"{} href=\"{}\"/>\n", rel,
                                       type.empty() ? "" : fmt::format(" type=\"{}\"", type),
                                       escaped(address, true));
}

std::string atom_author(std::string_view name) {
  return fmt::format("<author><name>{}</name></author>\n", escaped(name));
}

std::string atom_entry(const FeedEntry& entry) {
  std::string out = "<entry>\n" + element("id", address_of(entry.id)) +
                    element("title", title_of(entry.title)) +
                    element("updated", format_instant(entry.updated));
  if (entry.published != 0) {
    out += element("published", format_instant(entry.published));
  }
  const std::string link = atom_link("alternate", {}, entry.link);
  out += link;
  for (const std::string& author : lines_of(entry.authors)) {
    out += atom_author(author);
  }
  for (const std::string& category : lines_of(entry.categories)) {
    out += fmt::format("<category term=\"{}\"/>\n", escaped(category, true));
  }
  const std::string summary = clean(trim(entry.summary));
  if (!entry.content.empty()) {
    if (!summary.empty()) {
      out += element("summary", summary);
    }
    out += element("content", clean(entry.content), " type=\"html\"");
  } else if (link.empty()) {
    out += element("content", summary);
  } else if (!summary.empty()) {
    out += element("summary", summary);
  }
  return out + "</entry>\n";
}

using Json = nlohmann::ordered_json;

void put_address(Json& json, const char* name, std::string_view address) {
  if (std::string text = address_of(address); !text.empty()) {
    json[name] = std::move(text);
  }
}

Json authors_json(const std::vector<std::string>& names) {
  Json authors = Json::array();
  for (const std::string& name : names) {
    authors.push_back(Json{{"name", name}});
  }
  return authors;
}

Json item_json(const FeedEntry& entry) {
  Json item = {{"id", address_of(entry.id)}};
  put_address(item, "url", entry.link);
  item["title"] = title_of(entry.title);
  const std::string summary = clean(trim(entry.summary));
  if (entry.content.empty()) {
    item["content_text"] = summary.empty() ? title_of(entry.title) : summary;
  } else {
    item["content_html"] = clean(entry.content);
    if (!summary.empty()) {
      item["summary"] = summary;
    }
  }
  if (entry.published != 0) {
    item["date_published"] = format_instant(entry.published);
  }
  item["date_modified"] = format_instant(entry.updated);
  if (const std::vector<std::string> names = lines_of(entry.authors); !names.empty()) {
    item["authors"] = authors_json(names);
  }
  if (const std::vector<std::string> tags = lines_of(entry.categories); !tags.empty()) {
    item["tags"] = tags;
  }
  return item;
}

}  // namespace

std::string urn_of(std::string_view name) {
  constexpr std::uint64_t kSecondSeed = 1;
  const std::uint64_t first = hash64(name);
  const std::uint64_t second = hash64(name, kSecondSeed);
  const std::uint64_t variant = (second >> 2U) | (std::uint64_t{1} << 63U);  // its top bits: 10
  return fmt::format("urn:uuid:{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}", first >> 32U,
                     first >> 16U & 0xFFFFU, first & 0xFFFU, variant >> 48U,
                     variant & 0xFFFFFFFFFFFFU);
}

std::string to_atom(const Feed& feed) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n";
  out += element("id", address_of(feed.id)) + element("title", title_of(feed.title));
  if (const std::string subtitle = one_line(feed.subtitle); !subtitle.empty()) {
    out += element("subtitle", subtitle);
  }
  out += element("updated", format_instant(feed.updated)) + atom_author(author_of(feed));
  out += atom_link("alternate", {}, feed.home);
  out += atom_link("self", "application/atom+xml", feed.self);
  out += element("generator", "assay");
  for (const FeedEntry* entry : distinct(feed)) {
    out += atom_entry(*entry);
  }
  return out + "</feed>\n";
}

std::string to_json_feed(const Feed& feed) {
  Json json = {{"version", "https://jsonfeed.org/version/1.1"}, {"title", title_of(feed.title)}};
  put_address(json, "home_page_url", feed.home);
  put_address(json, "feed_url", feed.self);
  if (const std::string subtitle = one_line(feed.subtitle); !subtitle.empty()) {
    json["description"] = subtitle;
  }
  json["authors"] = authors_json({author_of(feed)});
  json["items"] = Json::array();
  for (const FeedEntry* entry : distinct(feed)) {
    json["items"].push_back(item_json(*entry));
  }
  return json.dump(2) + "\n";
}

std::string to_opml(std::string_view title, std::int64_t made,
                    const std::vector<FeedOutline>& feeds) {
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head>\n";
  out += element("title", title_of(title)) + element("dateCreated", format_rfc822(made) + " GMT");
  out += "</head>\n<body>\n";
  for (const FeedOutline& feed : feeds) {
    const std::string address = address_of(feed.address);
    if (address.empty()) {
      continue;
    }
    const std::string name = escaped(title_of(feed.title), true);
    out += fmt::format("<outline type=\"rss\" text=\"{}\" title=\"{}\"", name, name);
    if (const std::string about = one_line(feed.description); !about.empty()) {
      out += fmt::format(" description=\"{}\"", escaped(about, true));
    }
    out += fmt::format(" xmlUrl=\"{}\"", escaped(address, true));
    if (const std::string home = address_of(feed.home); !home.empty()) {
      out += fmt::format(" htmlUrl=\"{}\"", escaped(home, true));
    }
    out += "/>\n";
  }
  return out + "</body>\n</opml>\n";
}

}  // namespace assay::plan
