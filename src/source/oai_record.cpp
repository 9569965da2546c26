#include "source/oai_record.h"

#include "base/text.h"
#include "base/time.h"
#include "source/arxiv_record.h"
#include "source/html_text.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <map>

namespace assay::source {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"arXiv", "arXivRaw", "oai_dc"};

/// What arXiv's two formats have in common; the names of elements are the same.
void take_common(std::string_view name, std::string text, ArxivRecord& paper) {
  if (name == "id") {
    paper.id = std::move(text);
  } else if (name == "title") {
    paper.title = std::move(text);
  } else if (name == "abstract") {
    paper.abstract = std::move(text);
  } else if (name == "comments") {
    paper.comments = std::move(text);
  } else if (name == "categories") {
    paper.categories = std::move(text);
  } else if (name == "doi") {
    paper.dois = std::move(text);
  } else {
    static constexpr std::array<std::string_view, 8> kKept = {
        "journal-ref", "report-no", "license", "msc-class",
        "acm-class",   "submitter", "proxy",   "updated"};
    if (std::find(kKept.begin(), kKept.end(), name) != kKept.end()) {
      paper.extra.add_text(name, text);
    }
  }
}

Work arxiv_format(const XmlElement& record) {
  ArxivRecord paper;
  std::string created;
  for (XmlElement at = record.first(); at; at = at.next()) {
    if (at.name() == "created") {
      created = collapse_spaces(at.text());
    } else if (at.name() == "authors") {
      for (XmlElement author = at.first(); author; author = author.next()) {
        paper.authors.push_back(arxiv_name(author.text_of("forenames"), author.text_of("keyname"),
                                           author.text_of("suffix")));
        for (XmlElement part = author.first(); part; part = part.next()) {
          if (part.name() == "affiliation") {
            paper.organisations.push_back(collapse_spaces(part.text()));
          }
        }
      }
    } else {
      take_common(at.name(), collapse_spaces(at.text()), paper);
    }
  }
  // It is the day of the latest version.
  paper.date = arxiv_first_date(paper.id, created);
  if (paper.date != created) {
    paper.extra.add_text("version_date", created);
  }
  return arxiv_work(std::move(paper));
}

Work raw_format(const XmlElement& record) {
  ArxivRecord paper;
  std::vector<std::string> versions;
  for (XmlElement at = record.first(); at; at = at.next()) {
    if (at.name() == "authors") {
      paper.authors_text = collapse_spaces(at.text());
    } else if (at.name() == "version") {
      const std::optional<Day> day = parse_rfc822_day(at.text_of("date"));
      const std::string date = day ? format_day(*day) : std::string();
      if (versions.empty()) {
        paper.date = date;
      }
      versions.push_back(collapse_spaces(at.attribute("version") + " " + date));
    } else {
      take_common(at.name(), collapse_spaces(at.text()), paper);
    }
  }
  paper.extra.add_list("versions", versions);
  return arxiv_work(std::move(paper));
}

using Fields = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Takes the values of a field out of the others.
std::vector<std::string> take_field(Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  if (found == fields.end()) {
    return {};
  }
  std::vector<std::string> values = std::move(found->second);
  fields.erase(found);
  return values;
}

/// The longest text is the abstract, the others remarks.
void add_descriptions(const std::vector<std::string>& texts, Work& work) {
  const auto longest = std::max_element(
      texts.begin(), texts.end(),
      [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  for (auto text = texts.begin(); text != texts.end(); ++text) {
    if (text == longest) {
      work.abstract = html_or_text(*text);
    } else {
      work.comments += (work.comments.empty() ? "" : " ") + html_line(*text);
    }
  }
}

/// Dublin Core's identifiers are addresses, DOIs, or anything else, which is given back.
std::vector<std::string> add_identifiers(const std::vector<std::string>& texts, Work& work) {
  std::vector<std::string> others;
  for (const std::string& text : texts) {
    std::optional<Identifier> identifier = parse_bare_identifier(text);
    const bool address = istarts_with(text, "http://") || istarts_with(text, "https://");
    if (!identifier) {
      others.push_back(text);
    } else if (address && text.size() > 4 && iequals(text.substr(text.size() - 4), ".pdf")) {
      work.links.push_back({"pdf", text});
    } else if (address) {
      add_home(work, text);
    } else {
      add_identifier(work, std::move(*identifier));
    }
  }
  return others;
}

/// The earliest of the days; there is no order among them.
std::string first_day(const std::vector<std::string>& dates) {
  std::string first;
  for (const std::string& date : dates) {
    const std::string day = date.substr(0, date.find('T'));
    if (parse_day(day) && (first.empty() || day < first)) {
      first = day;
    }
  }
  return first;
}

std::string venue_of(Fields& fields) {
  for (const std::string_view name : {"source", "publisher"}) {
    const auto found = fields.find(name);
    if (found != fields.end() && !found->second.empty() &&
        normalise_url(found->second.front()).empty()) {
      std::string venue = found->second.front();
      found->second.erase(found->second.begin());
      return venue;
    }
  }
  return {};
}

Work dublin_core(const XmlElement& record, const std::string& identifier) {
  Fields fields;
  for (XmlElement at = record.first(); at; at = at.next()) {
    std::string text(trim(at.text()));
    if (at.name() != "description") {
      collapse_spaces_in_place(text);
    }
    if (!text.empty()) {
      fields[std::string(at.name())].push_back(std::move(text));
    }
  }
  Work work;
  work.id = identifier;
  std::vector<std::string> titles = take_field(fields, "title");
  if (titles.empty()) {
    throw BadRecord{"no title"};
  }
  work.title = collapse_spaces(html_or_text(titles.front()));
  titles.erase(titles.begin());
  for (const std::string& name : take_field(fields, "creator")) {
    work.authors.push_back(html_line(name));
  }
  for (const std::string& subject : take_field(fields, "subject")) {
    for (const std::string_view keyword : split(subject, ';')) {
      work.keywords.push_back(html_line(keyword));
    }
  }
  add_descriptions(take_field(fields, "description"), work);
  work.date = first_day(take_field(fields, "date"));
  work.venue = venue_of(fields);
  const std::vector<std::string> others = add_identifiers(take_field(fields, "identifier"), work);
  work.code = find_code_address(work.abstract);
  Extra extra;
  extra.add_list("titles", titles);
  extra.add_list("identifiers", others);
  for (const auto& [name, values] : fields) {
    extra.add_list(name, values);
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

}  // namespace

bool is_oai_format(std::string_view prefix) noexcept {
  return std::find(kFormats.begin(), kFormats.end(), prefix) != kFormats.end();
}

Work oai_work(const XmlElement& metadata, const std::string& identifier) {
  const XmlElement record = metadata ? metadata.first() : XmlElement();
  if (!record) {
    throw BadRecord{"no metadata"};
  }
  if (record.name() == "arXiv") {
    return arxiv_format(record);
  }
  if (record.name() == "arXivRaw") {
    return raw_format(record);
  }
  if (record.name() == "dc") {
    return dublin_core(record, identifier);
  }
  throw BadRecord{"metadata in a format that was not asked for: " + std::string(record.name())};
}

std::string oai_work_id(std::string_view prefix, const std::string& identifier) {
  constexpr std::string_view kArxiv = "oai:arXiv.org:";
  return prefix != "oai_dc" && istarts_with(identifier, kArxiv) ? identifier.substr(kArxiv.size())
                                                                : identifier;
}

}  // namespace assay::source
