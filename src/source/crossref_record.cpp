#include "source/crossref_record.h"

#include "base/text.h"
#include "source/html_text.h"
#include "source/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

bool is_retraction(std::string_view type) {
  return iequals(type, "retraction") || iequals(type, "withdrawal") || iequals(type, "removal") ||
         iequals(type, "partial_retraction");
}

/// {"date-parts":[[2021,3,5]]} -> "2021-03-05".
std::string day_of(const JsonValue& date) {
  const std::vector<JsonValue> dates = date["date-parts"].items();
  std::string day;
  for (const JsonValue& part : dates.empty() ? dates : dates.front().items()) {
    const std::int64_t number = part.integer().value_or(0);
    if (number <= 0 || number > 9999 || (!day.empty() && number > 31)) {
      break;
    }
    const std::string digits = std::to_string(number);
    const std::size_t width = day.empty() ? 4 : 2;
    day += (day.empty() ? "" : "-") + std::string(width - std::min(width, digits.size()), '0') +
           digits;
  }
  return day;
}

/// The first of a list of texts, or the text alone, on one line.
std::string first_line(const JsonValue& list) {
  const std::vector<std::string> texts = list.texts();
  return texts.empty() ? std::string() : html_line(jats_as_html(texts.front()));
}

std::string title_of(const JsonValue& record) {
  std::string title = first_line(record["title"]);
  if (title.empty()) {
    throw BadRecord{record["title"] && !record["title"].is_list()
                        ? "title is " + std::string(type_words(record["title"].element())) +
                              ", not a list"
                        : "no title"};
  }
  const std::string subtitle = first_line(record["subtitle"]);
  if (!subtitle.empty() && title.find(subtitle) == std::string::npos) {
    title += ": " + subtitle;
  }
  return title;
}

void take_people(const JsonValue& record, Work& work, Extra& extra) {
  std::vector<std::string> orcids;
  const JsonValue people = record["author"] ? record["author"] : record["editor"];
  for (const JsonValue& person : people.items()) {
    std::string name = person["family"].text();
    if (const std::string given = person["given"].text(); !given.empty()) {
      name.insert(0, name.empty() ? given : fmt::format("{} ", given));
    }
    if (const std::string suffix = person["suffix"].text(); !suffix.empty()) {
      name += " " + suffix;
    }
    work.authors.push_back(html_line(name.empty() ? person["name"].text() : name));
    for (const std::string& place : person["affiliation"].texts("name")) {
      work.organisations.push_back(html_line(place));
    }
    if (std::string orcid = person["ORCID"].text(); !orcid.empty()) {
      orcids.push_back(std::move(orcid));
    }
  }
  extra.add_list("orcids", orcids);
}

/// "is-preprint-of" and its kin are the same work; other relations keep their names.
void take_relations(const JsonValue& relations, Work& work) {
  static constexpr std::array<std::string_view, 6> kSame = {"is-preprint-of", "has-preprint",
                                                            "is-version-of",  "has-version",
                                                            "is-same-as",     "is-identical-to"};
  for (const auto& [name, others] : relations.fields()) {
    const bool same = std::find(kSame.begin(), kSame.end(), name) != kSame.end();
    for (const JsonValue& other : others.items()) {
      const std::string id = other["id"].text();
      std::string url = id;
      if (other["id-type"].text() == "doi" && id.rfind("10.", 0) == 0) {
        url = "https://doi.org/" + id;
      } else if (other["id-type"].text() == "arxiv") {
        url = "https://arxiv.org/abs/" + id;
      }
      work.links.push_back({same ? "same" : std::string(name), url});
    }
  }
}

/// What retracts, corrects or replaces this work, and which works it retracts itself.
void take_updates(const JsonValue& record, Work& work, Extra& extra) {
  const auto say = [&](const std::string& words) {
    work.comments += (work.comments.empty() ? "" : "; ") + words;
  };
  for (const JsonValue& update : record["updated-by"].items()) {
    const std::string doi = update["DOI"].text();
    if (is_retraction(update["type"].text())) {
      const std::string day = day_of(update["updated"]);
      say("retracted: " + doi + (day.empty() ? "" : " (" + day + ")"));
    }
    work.links.push_back({"updated-by", "https://doi.org/" + doi});
  }
  for (const JsonValue& update : record["update-to"].items()) {
    const std::string doi = update["DOI"].text();
    if (is_retraction(update["type"].text())) {
      say("retracts: " + doi);
      work.links.push_back({"retracts", "https://doi.org/" + doi});
    } else {
      work.links.push_back({"updates", "https://doi.org/" + doi});
    }
  }
  record["updated-by"].keep_in(extra, "updated_by");
  record["update-to"].keep_in(extra, "update_to");
}

void take_addresses(const JsonValue& record, Work& work) {
  if (std::optional<Identifier> doi = parse_bare_identifier(record["DOI"].text())) {
    add_identifier(work, *std::move(doi));
  }
  std::string home = record["resource"]["primary"]["URL"].text();
  home = home.empty() ? record["URL"].text() : home;
  add_known_identifier(work, home);
  if (!home.empty()) {
    work.links.push_back({"home", home});
  }
  for (const JsonValue& link : record["link"].items()) {
    if (link["content-type"].text() == "application/pdf") {
      work.links.push_back({"pdf", link["URL"].text()});
      break;
    }
  }
}

}  // namespace

std::string jats_as_html(std::string_view text) {
  constexpr std::string_view kPrefix = "jats:";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('<', at);
    if (open == std::string_view::npos) {
      out += text.substr(at);
      break;
    }
    std::size_t name = open + 1;
    name += name < text.size() && text[name] == '/' ? 1U : 0U;
    out += text.substr(at, name - at);
    at = name;
    if (text.substr(at, kPrefix.size()) == kPrefix) {
      at += kPrefix.size();
      // A title and a section mean something else in HTML.
      if (text.substr(at, 6) == "title>") {
        out += "h4";
        at += 5;
      } else if (text.substr(at, 3) == "sec") {
        out += "div";
        at += 3;
      }
    }
  }
  return out;
}

bool is_crossref_work(const JsonValue& record) {
  static constexpr std::array<std::string_view, 11> kOthers = {
      "journal",     "journal-issue", "journal-volume", "component",   "grant",   "book-set",
      "book-series", "report-series", "peer-review",    "proceedings", "database"};
  const std::string type = record["type"].text();
  return std::find(kOthers.begin(), kOthers.end(), type) == kOthers.end();
}

std::vector<std::string> retracted_by(const JsonValue& record) {
  std::vector<std::string> dois;
  for (const JsonValue& update : record["update-to"].items()) {
    if (std::string doi = update["DOI"].text();
        !doi.empty() && is_retraction(update["type"].text())) {
      dois.push_back(ascii_lower(doi));
    }
  }
  return dois;
}

Work read_crossref_work(const JsonValue& record) {
  Work work;
  Extra extra;
  work.title = title_of(record);
  work.id = ascii_lower(record["DOI"].text());
  if (work.id.empty()) {
    throw BadRecord{"no DOI"};
  }
  work.abstract = read_html(jats_as_html(record["abstract"].text())).text;
  take_people(record, work, extra);
  work.venue = first_line(record["container-title"]);
  if (work.venue.empty()) {
    work.venue = html_line(record["event"]["name"].text());
  }
  if (work.venue.empty()) {
    work.venue = html_line(record["group-title"].text());
  }
  for (const std::string_view name : {"published", "issued", "posted", "created"}) {
    if (work.date.empty()) {
      work.date = day_of(record[name]);
    }
  }
  take_addresses(record, work);
  take_relations(record["relation"], work);
  take_updates(record, work, extra);
  work.keywords = record["subject"].texts();
  for (const std::string_view name :
       {"type", "subtype", "publisher", "volume", "issue", "page", "language", "group-title",
        "is-referenced-by-count", "ISBN", "ISSN", "funder", "event"}) {
    record[name].keep_in(extra, name);
  }
  if (const std::vector<JsonValue> licenses = record["license"].items(); !licenses.empty()) {
    extra.add_text("license", licenses.front()["URL"].text());
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

}  // namespace assay::source
