/// The bulk metadata snapshot of arXiv, JSON Lines, docs/formats.md.

#include "base/text.h"
#include "base/time.h"
#include "source/formats_internal.h"
#include "source/web.h"
#include "work/title.h"

#include <array>

namespace assay::source {
namespace {

/// "Given Family Suffix" from [["Family","Given","Suffix"], ...].
std::vector<std::string> parsed_authors(const Element& element) {
  std::vector<std::string> names;
  simdjson::dom::array authors;
  if (element.get(authors) != simdjson::SUCCESS) {
    return names;
  }
  for (const Element author : authors) {
    simdjson::dom::array parts;
    if (author.get(parts) != simdjson::SUCCESS) {
      continue;
    }
    std::array<std::string, 3> words;  // family, given, suffix
    std::size_t count = 0;
    for (const Element part : parts) {
      if (count < words.size()) {
        words[count++] = text_field("authors_parsed", part);
      }
    }
    std::string name = untex(words[1] + " " + words[0] + " " + words[2]);
    collapse_spaces_in_place(name);
    names.push_back(std::move(name));
  }
  return names;
}

/// The text of a field on one line.
std::string one_line(std::string_view name, const Element& element) {
  std::string text = text_field(name, element);
  collapse_spaces_in_place(text);
  return text;
}

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

/// Day of the first version.
std::string first_version_date(const Element& element) {
  simdjson::dom::array versions;
  if (element.get(versions) != simdjson::SUCCESS) {
    return {};
  }
  for (const Element version : versions) {
    std::string_view created;
    if (version["created"].get(created) == simdjson::SUCCESS) {
      if (const std::optional<Day> day = parse_rfc822_day(created)) {
        return format_day(*day);
      }
    }
    break;
  }
  return {};
}

std::vector<std::string> one_text(std::string_view text) {
  return {std::string(text)};
}

void add_dois(const std::string& text, Work& work) {
  for (const std::string_view piece : split(text, ' ')) {
    if (!piece.empty()) {
      if (std::optional<Identifier> doi = parse_bare_identifier(piece)) {
        add_identifier(work, std::move(*doi));
      }
    }
  }
}

}  // namespace

Work parse_arxiv_record(RecordParser& parser, std::string_view record) {
  Work work;
  Extra extra;
  std::string authors;
  std::string update_date;
  for (const auto [key, value] : parser.parse(record)) {
    if (key == "id") {
      work.id = text_field(key, value);
    } else if (key == "title") {
      work.title = one_line(key, value);
    } else if (key == "abstract") {
      work.abstract = one_line(key, value);
    } else if (key == "authors") {
      authors = text_field(key, value);
    } else if (key == "authors_parsed") {
      work.authors = parsed_authors(value);
    } else if (key == "comments") {
      work.comments = one_line(key, value);
    } else if (key == "doi") {
      add_dois(text_field(key, value), work);
    } else if (key == "categories") {
      // Early snapshots give a list of such texts.
      for (const std::string& categories : text_list(key, value, one_text)) {
        for (const std::string_view category : split(categories, ' ')) {
          work.keywords.emplace_back(category);
        }
      }
    } else if (key == "versions") {
      work.date = first_version_date(value);
    } else if (key == "update_date") {
      update_date = text_field(key, value);
    } else if (key == "journal-ref" || key == "report-no" || key == "license") {
      extra.add_text(key, one_line(key, value));
    }
  }
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  const std::optional<Identifier> arxiv = parse_bare_identifier(work.id);
  if (!arxiv || arxiv->scheme != Scheme::kArxiv) {
    throw BadRecord{work.id.empty() ? "no arXiv id"
                                    : "not an arXiv id: \"" + work.id.substr(0, 40) + "\""};
  }
  work.identifiers.insert(work.identifiers.begin(), *arxiv);
  if (work.authors.empty()) {
    work.authors = split_authors(authors);
  }
  if (work.date.empty()) {
    work.date = update_date;
  }
  work.venue = "arXiv";
  work.code = find_code_address(work.abstract);
  if (work.code.empty()) {
    work.code = find_code_address(work.comments);
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

}  // namespace assay::source
