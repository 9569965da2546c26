#include "base/text.h"
#include "library/library_internal.h"

namespace assay::library {
namespace {

constexpr char kLinkSeparator = '\t';

std::string format_links(const std::vector<Link>& links) {
  std::string out;
  for (const Link& link : links) {
    if (!out.empty()) {
      out += '\n';
    }
    out += link.rel;
    out += kLinkSeparator;
    out += link.url;
  }
  return out;
}

std::vector<Link> parse_links(const std::string& text) {
  std::vector<Link> links;
  for (const std::string& line : split_lines(text)) {
    const std::size_t separator = line.find(kLinkSeparator);
    if (separator != std::string::npos) {
      links.push_back({line.substr(0, separator), line.substr(separator + 1)});
    }
  }
  return links;
}

}  // namespace

const char* const kRecordColumns =
    "given_id, kind, title, abstract, text, authors, organisations, venue, track, year, date, "
    "identifiers, "
    "links, code, comments, keywords, stars, extra";

const char* const kRecordMarks = "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";

std::string join_lines(const std::vector<std::string>& items) {
  return join(items, "\n");
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> items;
  if (!text.empty()) {
    for (const std::string_view piece : split(text, '\n')) {
      items.emplace_back(piece);
    }
  }
  return items;
}

RecordTexts::RecordTexts(const Work& work)
    : authors(join_lines(work.authors)),
      organisations(join_lines(work.organisations)),
      links(format_links(work.links)),
      keywords(join_lines(work.keywords)) {
  for (const Identifier& identifier : work.identifiers) {
    identifiers += identifiers.empty() ? "" : "\n";
    identifiers += identifier.str();
  }
}

void RecordTexts::bind(Statement& statement, int first, const Work& work) const {
  statement.bind_text_or_null(first, work.id);
  statement.bind(first + 1, static_cast<std::int64_t>(work.kind));
  statement.bind(first + 2, std::string_view(work.title));
  statement.bind_text_or_null(first + 3, work.abstract);
  statement.bind_text_or_null(first + 4, work.text);
  statement.bind_text_or_null(first + 5, authors);
  statement.bind_text_or_null(first + 6, organisations);
  statement.bind_text_or_null(first + 7, work.venue);
  statement.bind_text_or_null(first + 8, work.track);
  if (work.year == 0) {
    statement.bind_null(first + 9);
  } else {
    statement.bind(first + 9, std::int64_t{work.year});
  }
  statement.bind_text_or_null(first + 10, work.date);
  statement.bind_text_or_null(first + 11, identifiers);
  statement.bind_text_or_null(first + 12, links);
  statement.bind_text_or_null(first + 13, work.code);
  statement.bind_text_or_null(first + 14, work.comments);
  statement.bind_text_or_null(first + 15, keywords);
  if (work.stars < 0) {
    statement.bind_null(first + 16);
  } else {
    statement.bind(first + 16, work.stars);
  }
  statement.bind_text_or_null(first + 17, work.extra);
}

Work read_record(const Statement& statement, int first) {
  Work work;
  work.id = statement.column_text(first);
  const std::int64_t kind = statement.column_int(first + 1);
  work.kind = kind >= 0 && kind < static_cast<std::int64_t>(kKindCount) ? static_cast<Kind>(kind)
                                                                        : Kind::kPaper;
  work.title = statement.column_text(first + 2);
  work.abstract = statement.column_text(first + 3);
  work.text = statement.column_text(first + 4);
  work.authors = split_lines(statement.column_text(first + 5));
  work.organisations = split_lines(statement.column_text(first + 6));
  work.venue = statement.column_text(first + 7);
  work.track = statement.column_text(first + 8);
  work.year = static_cast<int>(statement.column_int(first + 9));
  work.date = statement.column_text(first + 10);
  for (const std::string& text : split_lines(statement.column_text(first + 11))) {
    if (std::optional<Identifier> identifier = parse_identifier(text)) {
      work.identifiers.push_back(std::move(*identifier));
    }
  }
  work.links = parse_links(statement.column_text(first + 12));
  work.code = statement.column_text(first + 13);
  work.comments = statement.column_text(first + 14);
  work.keywords = split_lines(statement.column_text(first + 15));
  work.stars = statement.column_is_null(first + 16) ? -1 : statement.column_int(first + 16);
  work.extra = statement.column_text(first + 17);
  return work;
}

std::uint64_t content_hash(const Work& work) {
  std::uint64_t hash = static_cast<std::uint64_t>(work.kind) + 1;
  const auto add = [&hash](std::string_view text) { hash = hash64(text, hash); };
  const RecordTexts texts(work);
  for (const std::string* text :
       {&work.id, &work.title, &work.abstract, &work.text, &texts.authors, &texts.organisations,
        &work.venue, &work.track, &work.date, &texts.identifiers, &texts.links, &work.code,
        &work.comments, &texts.keywords, &work.extra}) {
    add(*text);
  }
  add(std::to_string(work.year) + "," + std::to_string(work.stars));
  return hash;
}

}  // namespace assay::library
