#include "source/zotero_item.h"

#include "base/text.h"
#include "source/html_text.h"
#include "source/service.h"
#include "source/web.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

Kind kind_of(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 11> kKinds = {
      {{"computerProgram", Kind::kRepository},
       {"blogPost", Kind::kPost},
       {"webpage", Kind::kPost},
       {"newspaperArticle", Kind::kPost},
       {"magazineArticle", Kind::kPost},
       {"forumPost", Kind::kDiscussion},
       {"presentation", Kind::kTalk},
       {"videoRecording", Kind::kTalk},
       {"podcast", Kind::kTalk},
       {"tvBroadcast", Kind::kTalk},
       {"radioBroadcast", Kind::kTalk}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == type) {
      return kind;
    }
  }
  return Kind::kPaper;
}

/// Fields with a place of their own, and what only Zotero itself needs.
constexpr std::array<std::string_view, 19> kPlaced = {
    "key",           "version",   "itemType",     "title",      "creators", "abstractNote",
    "date",          "DOI",       "url",          "extra",      "tags",     "relations",
    "collections",   "dateAdded", "dateModified", "accessDate", "deleted",  "libraryCatalog",
    "inPublications"};

void take_creators(const JsonValue& creators, Work& work, Extra& extra) {
  std::vector<std::string> others;
  for (const JsonValue& creator : creators.items()) {
    std::string name = creator["name"].text();
    if (name.empty()) {
      const std::string given = creator["firstName"].text();
      name = creator["lastName"].text();
      name = given.empty() ? name : fmt::format("{} {}", given, name);
    }
    const std::string type = creator["creatorType"].text();
    static constexpr std::array<std::string_view, 6> kAuthors = {
        "author", "presenter", "programmer", "podcaster", "director", "inventor"};
    if (std::find(kAuthors.begin(), kAuthors.end(), type) != kAuthors.end() || type.empty()) {
      work.authors.push_back(std::move(name));
    } else {
      others.push_back(fmt::format("{}: {}", type, name));
    }
  }
  extra.add_list("contributors", others);
}

/// Lines "Name: value" of the field Extra: identifiers find their place, the rest is kept.
void take_extra_lines(const std::string& text, Work& work, Extra& extra) {
  std::vector<std::string> rest;
  for (const std::string_view piece : split(text, '\n')) {
    const std::string_view line = trim(piece);
    const std::size_t colon = line.find(':');
    const std::string name = ascii_lower(trim(line.substr(0, colon)));
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view() : trim(line.substr(colon + 1));
    std::optional<Identifier> identifier;
    if (name == "doi" || name == "arxiv") {
      identifier = parse_bare_identifier(value.substr(0, value.find(' ')));
    }
    if (identifier && identifier->scheme != Scheme::kUrl) {
      add_identifier(work, *std::move(identifier));
    } else if (!line.empty()) {
      rest.emplace_back(line);
    }
  }
  extra.add_list("zotero_extra", rest);
}

void take_identifiers(const JsonValue& data, Work& work) {
  const std::string doi = data["DOI"].text();
  if (std::optional<Identifier> identifier = parse_bare_identifier(doi);
      identifier && !doi.empty()) {
    add_identifier(work, *std::move(identifier));
  }
  // "arXiv:2106.09685" of a preprint; other archives' numbers stay in extra.
  add_known_identifier(work, data["archiveID"].text());
  add_home(work, data["url"].text());
}

std::string venue_of(const JsonValue& data) {
  for (const std::string_view name :
       {"publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "blogTitle",
        "websiteTitle", "forumTitle", "meetingName", "repository", "university", "institution",
        "publisher"}) {
    if (std::string venue = html_line(data[name].text()); !venue.empty()) {
      return venue;
    }
  }
  return {};
}

}  // namespace

bool is_zotero_work(const JsonValue& item) {
  const std::string type = item["data"]["itemType"].text();
  return type != "note" && type != "attachment" && type != "annotation";
}

bool is_in_bin(const JsonValue& item) {
  const JsonValue deleted = item["data"]["deleted"];
  return deleted.is_true() || deleted.integer().value_or(0) != 0;
}

Work read_zotero_item(const JsonValue& item) {
  const JsonValue data = item["data"];
  Work work;
  Extra extra;
  const std::string type = data["itemType"].text();
  // Cases and statutes call their title otherwise.
  for (const std::string_view name : {"title", "caseName", "nameOfAct", "subject"}) {
    if (work.title.empty() && data[name]) {
      work.title = html_line(text_field(name, data[name].element()));
    }
  }
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  work.id = item["key"].text().empty() ? data["key"].text() : item["key"].text();
  if (work.id.empty()) {
    throw BadRecord{"no key"};
  }
  work.kind = kind_of(type);
  work.abstract = read_html(data["abstractNote"].text()).text;
  take_creators(data["creators"], work, extra);
  work.venue = venue_of(data);
  const std::string parsed = item["meta"]["parsedDate"].text();
  work.date = parsed.empty() ? data["date"].text() : parsed;
  if (parsed.empty()) {
    extra.add_text("date", work.date);
  }
  take_identifiers(data, work);
  take_extra_lines(data["extra"].text(), work, extra);
  work.keywords = data["tags"].texts("tag");
  extra.add_text("item_type", type);
  for (const auto& [name, value] : data.fields()) {
    if (std::find(kPlaced.begin(), kPlaced.end(), name) == kPlaced.end()) {
      value.keep_in(extra, name);
    }
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

}  // namespace assay::source
