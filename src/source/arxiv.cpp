/// The bulk metadata snapshot of arXiv, JSON Lines, docs/formats.md.

#include "base/text.h"
#include "base/time.h"
#include "source/arxiv_record.h"
#include "source/formats_internal.h"

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
    names.push_back(arxiv_name(words[1], words[0], words[2]));
  }
  return names;
}

/// The text of a field on one line.
std::string one_line(std::string_view name, const Element& element) {
  std::string text = text_field(name, element);
  collapse_spaces_in_place(text);
  return text;
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

}  // namespace

Work parse_arxiv_record(RecordParser& parser, std::string_view record) {
  ArxivRecord paper;
  std::string update_date;
  for (const auto [key, value] : parser.parse(record)) {
    if (key == "id") {
      paper.id = text_field(key, value);
    } else if (key == "title") {
      paper.title = one_line(key, value);
    } else if (key == "abstract") {
      paper.abstract = one_line(key, value);
    } else if (key == "authors") {
      paper.authors_text = text_field(key, value);
    } else if (key == "authors_parsed") {
      paper.authors = parsed_authors(value);
    } else if (key == "comments") {
      paper.comments = one_line(key, value);
    } else if (key == "doi") {
      paper.dois = text_field(key, value);
    } else if (key == "categories") {
      // Early snapshots give a list of such texts.
      paper.categories = join(text_list(key, value, one_text), " ");
    } else if (key == "versions") {
      paper.date = first_version_date(value);
    } else if (key == "update_date") {
      update_date = text_field(key, value);
    } else if (key == "journal-ref" || key == "report-no" || key == "license") {
      paper.extra.add_text(key, one_line(key, value));
    }
  }
  if (paper.date.empty()) {
    paper.date = update_date;
  }
  return arxiv_work(std::move(paper));
}

}  // namespace assay::source
