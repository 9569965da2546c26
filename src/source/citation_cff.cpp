#include "source/citation_cff.h"

#include "base/text.h"
#include "base/time.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/yaml.h"

#include <algorithm>

namespace assay::source {
namespace {

using nlohmann::json;

void add_once(std::vector<std::string>& list, std::string text) {
  text = collapse_spaces(text);
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) {
    list.push_back(std::move(text));
  }
}

void add_people(Citation& citation, const json& authors) {
  if (!authors.is_array()) {
    return;
  }
  for (const json& author : authors) {
    if (const std::string group = text_at(author, "name"); !group.empty()) {
      add_once(citation.authors, group);
      add_once(citation.organisations, group);
      continue;
    }
    std::string name = text_at(author, "given-names") + " " + text_at(author, "name-particle") +
                       " " + text_at(author, "family-names") + " " + text_at(author, "name-suffix");
    name = collapse_spaces(name);
    add_once(citation.authors, name.empty() ? text_at(author, "alias") : name);
    add_once(citation.organisations, text_at(author, "affiliation"));
  }
}

void add_identifier_once(Citation& citation, const std::string& text) {
  std::optional<Identifier> identifier = parse_bare_identifier(text);
  if (identifier && identifier->scheme != Scheme::kUrl && identifier->scheme != Scheme::kGithub &&
      std::find(citation.identifiers.begin(), citation.identifiers.end(), *identifier) ==
          citation.identifiers.end()) {
    citation.identifiers.push_back(std::move(*identifier));
  }
}

/// One licence, or several of which any may be chosen.
std::string licence_of(const json& fields) {
  const std::vector<std::string> several = texts_at(fields, "license");
  return several.empty() ? text_at(fields, "license") : join(several, " OR ");
}

std::string date_of(const json& fields) {
  for (const char* name : {"date-released", "date-published", "issue-date"}) {
    if (std::string day = text_at(fields, name); parse_day(day)) {
      return day;
    }
  }
  const std::string year = text_at(fields, "year");
  const std::string month = text_at(fields, "month");
  if (!month.empty() && month.size() <= 2) {
    std::string both = year + "-" + (month.size() == 1 ? "0" : "") + month;
    if (parse_day(both)) {
      return both;
    }
  }
  return parse_day(year) ? year : std::string();
}

std::string venue_of(const json& fields) {
  for (const char* name : {"journal", "collection-title"}) {
    if (std::string venue = text_at(fields, name); !venue.empty()) {
      return venue;
    }
  }
  return text_at(value_at(fields, "conference"), "name");
}

Citation citation_of(const json& fields) {
  Citation citation;
  citation.title = collapse_spaces(text_at(fields, "title"));
  citation.abstract = text_at(fields, "abstract");
  add_people(citation, value_at(fields, "authors"));
  add_identifier_once(citation, text_at(fields, "doi"));
  if (const json& several = value_at(fields, "identifiers"); several.is_array()) {
    for (const json& one : several) {
      add_identifier_once(citation, text_at(one, "value"));
    }
  }
  citation.url = text_at(fields, "url");
  add_identifier_once(citation, citation.url);
  citation.keywords = texts_at(fields, "keywords");
  citation.licence = licence_of(fields);
  citation.date = date_of(fields);
  citation.version = text_at(fields, "version");
  citation.venue = venue_of(fields);
  citation.repository = text_at(fields, "repository-code");
  if (citation.repository.empty()) {
    citation.repository = text_at(fields, "repository");
  }
  return citation;
}

/// Where the cited work is found; "" when only its title is told.
std::string address_of(const Citation& citation) {
  return citation.identifiers.empty() ? citation.url : web_address(citation.identifiers.front());
}

void add_links(Work& work, const std::vector<Citation>& cited, const std::string& rel) {
  constexpr std::size_t kMost = 100;
  for (std::size_t i = 0; i < std::min(cited.size(), kMost); ++i) {
    if (const std::string url = address_of(cited[i]); !normalise_url(url).empty()) {
      work.links.push_back({rel, url});
    }
  }
}

}  // namespace

CitationFile parse_citation_file(std::string_view text) {
  const json fields = parse_yaml(text);
  if (text_at(fields, "cff-version").empty()) {
    throw BadRecord{"no citation file: cff-version is missing"};
  }
  CitationFile file;
  file.software = citation_of(fields);
  if (const json& preferred = value_at(fields, "preferred-citation"); preferred.is_object()) {
    Citation citation = citation_of(preferred);
    if (text_at(preferred, "type").rfind("software", 0) == 0) {
      for (const Identifier& identifier : citation.identifiers) {
        add_identifier_once(file.software, identifier.str());
      }
    } else {
      file.papers.push_back(std::move(citation));
    }
  }
  if (const json& references = value_at(fields, "references"); references.is_array()) {
    for (const json& reference : references) {
      file.references.push_back(citation_of(reference));
    }
  }
  return file;
}

void add_citation(Work& work, const CitationFile& file) {
  const Citation& software = file.software;
  if (!software.title.empty()) {
    work.title = software.title;
  }
  if (work.abstract.empty()) {
    work.abstract = software.abstract;
  }
  work.authors.insert(work.authors.end(), software.authors.begin(), software.authors.end());
  work.organisations.insert(work.organisations.end(), software.organisations.begin(),
                            software.organisations.end());
  work.keywords.insert(work.keywords.end(), software.keywords.begin(), software.keywords.end());
  for (const Identifier& identifier : software.identifiers) {
    if (identifier.scheme == Scheme::kDoi) {
      add_identifier(work, identifier);
    } else {
      work.links.push_back({"implements", web_address(identifier)});
    }
  }
  if (work.date.empty()) {
    work.date = software.date;
  }
  add_links(work, file.papers, "implements");
  add_links(work, file.references, "cites");
}

}  // namespace assay::source
