/// The `works` format: JSON Lines, docs/formats.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/text_lines.h"

#include <algorithm>

namespace assay::source {
namespace {

/// "A; B" or "A and B" -> both; a single name otherwise.
std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  if (text.find(';') != std::string_view::npos) {
    for (const std::string_view piece : split(text, ';')) {
      names.emplace_back(trim(piece));
    }
    return names;
  }
  constexpr std::string_view kAnd = " and ";
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(kAnd, begin);
    names.emplace_back(trim(text.substr(begin, end - begin)));
    if (end == std::string_view::npos) {
      return names;
    }
    begin = end + kAnd.size();
  }
}

std::vector<std::string> split_semicolons(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view piece : split(text, ';')) {
    items.emplace_back(trim(piece));
  }
  return items;
}

std::vector<std::string> split_keywords(std::string_view text) {
  const char separator = text.find(';') != std::string_view::npos ? ';' : ',';
  std::vector<std::string> items;
  for (const std::string_view piece : split(text, separator)) {
    items.emplace_back(trim(piece));
  }
  return items;
}

std::vector<std::string> one_item(std::string_view text) {
  return {std::string(text)};
}

Kind read_kind(const Element& element) {
  const std::string name = text_field("kind", element);
  if (name.empty()) {
    return Kind::kPaper;
  }
  const std::optional<Kind> kind = parse_kind(ascii_lower(trim(name)));
  if (!kind) {
    throw BadRecord{"unknown kind \"" + name.substr(0, 40) + "\""};
  }
  return *kind;
}

std::vector<Link> read_links(const Element& element) {
  std::vector<Link> links;
  if (element.is_null()) {
    return links;
  }
  simdjson::dom::array array;
  if (element.get(array) != simdjson::SUCCESS) {
    throw BadRecord{"links is " + std::string(type_words(element)) + ", not a list"};
  }
  for (const Element item : array) {
    simdjson::dom::object object;
    Link link;
    if (item.get(object) == simdjson::SUCCESS) {
      for (const auto field : object) {
        if (field.key == "rel") {
          link.rel = collapse_spaces(text_field("rel", field.value));
        } else if (field.key == "url") {
          link.url = collapse_spaces(text_field("url", field.value));
        }
      }
    } else {
      link.url = collapse_spaces(text_field("links", item));
    }
    if (link.rel.empty()) {
      link.rel = "home";
    }
    links.push_back(std::move(link));
  }
  return links;
}

void read_identifiers(const Element& element, Work& work, Extra& extra) {
  std::vector<std::string> unknown;
  for (const std::string& text : text_list("identifiers", element, one_item)) {
    if (std::optional<Identifier> identifier = parse_bare_identifier(text)) {
      add_identifier(work, std::move(*identifier));
    } else if (!text.empty()) {
      unknown.push_back(text);
    }
  }
  extra.add_list("identifiers", unknown);
}

int read_year(const Element& element) {
  const std::optional<std::int64_t> year = integer_field("year", element);
  return year && *year > 0 && *year < 10000 ? static_cast<int>(*year) : 0;
}

/// The id as given; numbers are common.
std::string read_id(const Element& element) {
  std::int64_t number = 0;
  if (element.get(number) == simdjson::SUCCESS) {
    return std::to_string(number);
  }
  return text_field("id", element);
}

}  // namespace

Work parse_works_record(RecordParser& parser, std::string_view record) {
  Work work;
  Extra extra;
  for (const auto [key, value] : parser.parse(record)) {
    if (key == "title") {
      work.title = text_field(key, value);
    } else if (key == "abstract") {
      work.abstract = text_field(key, value);
    } else if (key == "text") {
      work.text = text_field(key, value);
    } else if (key == "id") {
      work.id = read_id(value);
    } else if (key == "kind") {
      work.kind = read_kind(value);
    } else if (key == "authors") {
      work.authors = text_list(key, value, split_names);
    } else if (key == "organisations" || key == "affiliations") {
      for (std::string& name : text_list(key, value, split_semicolons)) {
        work.organisations.push_back(std::move(name));
      }
    } else if (key == "venue") {
      work.venue = text_field(key, value);
    } else if (key == "track") {
      work.track = text_field(key, value);
    } else if (key == "year") {
      work.year = read_year(value);
    } else if (key == "date") {
      work.date = text_field(key, value);
    } else if (key == "identifiers") {
      read_identifiers(value, work, extra);
    } else if (key == "links") {
      work.links = read_links(value);
    } else if (key == "code") {
      work.code = text_field(key, value);
    } else if (key == "comments") {
      work.comments = text_field(key, value);
    } else if (key == "keywords") {
      work.keywords = text_list(key, value, split_keywords);
    } else if (key == "stars") {
      work.stars = std::max<std::int64_t>(integer_field(key, value).value_or(-1), -1);
    } else {
      extra.add(key, value);
    }
  }
  if (trim(work.title).empty()) {
    throw BadRecord{"no title"};
  }
  if (std::optional<Identifier> identifier = parse_identifier(work.id)) {
    add_identifier(work, std::move(*identifier));
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

namespace {

class JsonLinesReader final : public StreamReader {
 public:
  JsonLinesReader(std::unique_ptr<ByteStream> stream, Format format)
      : StreamReader(std::move(stream)), lines_(*stream_), format_(format) {}

  std::optional<Item> next() override {
    while (true) {
      const std::optional<Line> line = lines_.next();
      if (!line) {
        return take_failure(lines_.line_number(), lines_.offset());
      }
      if (line->too_long) {
        return reject(line->number, line->offset, too_large(), line->text);
      }
      if (trim(line->text).empty()) {
        continue;
      }
      try {
        return parse(line->text);
      } catch (const BadRecord& bad) {
        if (!line->ended && json_is_cut(line->text)) {
          return reject_cut_off(line->number, line->offset, line->text);
        }
        Rejection rejection = reject(line->number, line->offset, bad.reason, line->text);
        rejection.id = id_of(line->text);
        return rejection;
      }
    }
  }

  [[nodiscard]] Format format() const noexcept override { return format_; }

 private:
  /// The id of a record that is otherwise no work; "" where even that cannot be read.
  std::string id_of(std::string_view record) {
    try {
      for (const auto [key, value] : parser_.parse(record)) {
        if (key == "id") {
          return read_id(value);
        }
      }
    } catch (const BadRecord&) {
      return {};
    }
    return {};
  }
  Work parse(std::string_view record) {
    if (format_ == Format::kArxiv) {
      return parse_arxiv_record(parser_, record);
    }
    return format_ == Format::kOpenalex ? parse_openalex_record(parser_, record)
                                        : parse_works_record(parser_, record);
  }

  TextLines lines_;
  Format format_;
  RecordParser parser_;
};

}  // namespace

std::unique_ptr<Reader> read_json_lines(std::unique_ptr<ByteStream> stream, Format format) {
  return std::make_unique<JsonLinesReader>(std::move(stream), format);
}

}  // namespace assay::source
