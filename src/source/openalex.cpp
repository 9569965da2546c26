/// Works of OpenAlex: one record, and a part file of its snapshot (JSON Lines), docs/formats.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/service.h"
#include "source/service_records.h"

#include <algorithm>

namespace assay::source {
namespace {

/// {"We":[0,3],"show":[1]} -> "We show ..."; positions that nobody filled are passed over.
std::string reinverted(const JsonValue& index) {
  std::vector<std::pair<std::int64_t, std::string_view>> words;
  for (const auto& [word, places] : index.fields()) {
    for (const JsonValue& place : places.items()) {
      if (const std::optional<std::int64_t> at = place.integer()) {
        words.emplace_back(*at, word);
      }
    }
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (const auto& [at, word] : words) {
    text += (text.empty() ? "" : " ") + std::string(word);
  }
  return read_html(text).text;
}

void take_authors(const JsonValue& authorships, Work& work, Extra& extra) {
  std::vector<std::string> orcids;
  for (const JsonValue& authorship : authorships.items()) {
    const std::string name = authorship["author"]["display_name"].text();
    work.authors.push_back(name.empty() ? authorship["raw_author_name"].text() : name);
    if (std::string orcid = authorship["author"]["orcid"].text(); !orcid.empty()) {
      orcids.push_back(std::move(orcid));
    }
    std::vector<std::string> places = authorship["institutions"].texts("display_name");
    if (places.empty()) {
      places = authorship["raw_affiliation_strings"].texts();
    }
    work.organisations.insert(work.organisations.end(), places.begin(), places.end());
  }
  extra.add_list("orcids", orcids);
}

void add_link(Work& work, std::string_view rel, const std::string& url) {
  const auto known = std::find_if(work.links.begin(), work.links.end(),
                                  [&](const Link& link) { return link.url == url; });
  if (!url.empty() && known == work.links.end()) {
    work.links.push_back({std::string(rel), url});
  }
}

void take_location(const JsonValue& location, Work& work) {
  const std::string page = location["landing_page_url"].text();
  const std::string pdf = location["pdf_url"].text();
  add_known_identifier(work, page);
  add_known_identifier(work, pdf);
  add_link(work, "home", page);
  add_link(work, "pdf", pdf);
}

void take_places(const JsonValue& record, Work& work) {
  add_known_identifier(work, record["doi"].text());
  add_known_identifier(work, record["ids"]["doi"].text());
  const JsonValue primary = record["primary_location"];
  work.venue = primary["source"]["display_name"].text();
  if (work.venue.empty()) {
    work.venue = primary["raw_source_name"].text();
  }
  take_location(primary, work);
  for (const JsonValue& location : record["locations"].items()) {
    take_location(location, work);
  }
  add_link(work, "pdf", record["open_access"]["oa_url"].text());
}

}  // namespace

Work read_openalex_work(const JsonValue& record) {
  Work work;
  Extra extra;
  const JsonValue title = record["title"];
  work.title = required_title(title ? title : record["display_name"]);
  work.id = record["id"].text();
  if (work.id.empty()) {
    throw BadRecord{"no id"};
  }
  const std::string type = record["type"].text();
  work.kind = type == "software" ? Kind::kRepository : Kind::kPaper;
  work.abstract = reinverted(record["abstract_inverted_index"]);
  work.date = record["publication_date"].text();
  work.year = static_cast<int>(
      std::clamp<std::int64_t>(record["publication_year"].integer().value_or(0), 0, 9999));
  take_authors(record["authorships"], work, extra);
  take_places(record, work);
  for (const std::string_view list : {"topics", "keywords"}) {
    for (std::string& word : record[list].texts("display_name")) {
      work.keywords.push_back(std::move(word));
    }
  }
  if (record["is_retracted"].is_true()) {
    work.comments = "retracted";
    record["is_retracted"].keep_in(extra, "is_retracted");
  }
  for (const std::string_view name : {"type", "language", "cited_by_count", "updated_date",
                                      "created_date", "is_paratext", "awards", "grants"}) {
    record[name].keep_in(extra, name);
  }
  for (const std::string_view name : {"pmid", "pmcid", "mag"}) {
    record["ids"][name].keep_in(extra, name);
  }
  record["open_access"]["oa_status"].keep_in(extra, "oa_status");
  record["primary_location"]["license"].keep_in(extra, "license");
  work.extra = extra.str();
  tidy(work);
  return work;
}

Work parse_openalex_record(RecordParser& parser, std::string_view record) {
  return read_openalex_work(parse_record(parser, record));
}

}  // namespace assay::source
