#include "source/arxiv_record.h"

#include "base/text.h"
#include "source/web.h"
#include "work/title.h"

#include <algorithm>

namespace assay::source {
namespace {

/// Names from "A. One, B. Two (Lab) and C. Three": brackets hold affiliations.
std::vector<std::string> split_authors(std::string_view text) {
  std::string plain;
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : 0;
    if (depth == 0) {
      plain += c;
    }
    depth -= c == ')' && depth > 0 ? 1 : 0;
  }
  plain = collapse_spaces(untex(plain));
  std::vector<std::string> names;
  for (const std::string_view piece : split(plain, ',')) {
    std::string_view rest = trim(piece);
    if (istarts_with(rest, "and ")) {
      rest.remove_prefix(4);
    }
    constexpr std::string_view kAnd = " and ";
    for (std::size_t end = rest.find(kAnd); end != std::string_view::npos; end = rest.find(kAnd)) {
      names.emplace_back(trim(rest.substr(0, end)));
      rest.remove_prefix(end + kAnd.size());
    }
    names.emplace_back(trim(rest));
  }
  return names;
}

/// Those that are none stay as they are.
void add_dois(const std::string& text, Work& work, Extra& extra) {
  std::vector<std::string> others;
  for (const std::string_view piece : split(text, ' ')) {
    if (std::optional<Identifier> doi = parse_bare_identifier(piece)) {
      add_identifier(work, std::move(*doi));
    } else if (!piece.empty()) {
      others.emplace_back(piece);
    }
  }
  extra.add_text("doi", join(others, " "));
}

}  // namespace

Work arxiv_work(ArxivRecord record) {
  if (record.title.empty()) {
    throw BadRecord{"no title"};
  }
  const std::optional<Identifier> arxiv = parse_bare_identifier(record.id);
  if (!arxiv || arxiv->scheme != Scheme::kArxiv) {
    throw BadRecord{record.id.empty() ? "no arXiv id"
                                      : "not an arXiv id: \"" + record.id.substr(0, 40) + "\""};
  }
  Work work;
  work.id = std::move(record.id);
  work.title = std::move(record.title);
  work.abstract = std::move(record.abstract);
  work.comments = std::move(record.comments);
  work.authors =
      record.authors.empty() ? split_authors(record.authors_text) : std::move(record.authors);
  work.organisations = std::move(record.organisations);
  work.venue = "arXiv";
  work.date = std::move(record.date);
  work.identifiers.push_back(*arxiv);
  add_dois(record.dois, work, record.extra);
  for (const std::string_view category : split(record.categories, ' ')) {
    work.keywords.emplace_back(category);
  }
  work.code = find_code_address(work.abstract);
  if (work.code.empty()) {
    work.code = find_code_address(work.comments);
  }
  work.extra = record.extra.str();
  tidy(work);
  return work;
}

std::string arxiv_name(const std::string& given, const std::string& family,
                       const std::string& suffix) {
  std::string name = untex(given + " " + family + " " + suffix);
  collapse_spaces_in_place(name);
  return name;
}

std::string arxiv_first_date(std::string_view id, std::string_view version_date) {
  const std::size_t slash = id.find('/');
  const std::string_view number = slash == std::string_view::npos ? id : id.substr(slash + 1);
  if (number.size() < 4 || !std::all_of(number.begin(), number.begin() + 4,
                                        [](char c) { return c >= '0' && c <= '9'; })) {
    return std::string(version_date);
  }
  const std::string month = (number.front() == '9' ? "19" : "20") +
                            std::string(number.substr(0, 2)) + "-" +
                            std::string(number.substr(2, 2));
  return !version_date.empty() && version_date.substr(0, month.size()) <= month
             ? std::string(version_date)
             : month;
}

}  // namespace assay::source
