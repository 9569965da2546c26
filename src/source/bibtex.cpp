/// BibTeX bibliographies, docs/formats.md.

#include "base/text.h"
#include "source/bibtex_syntax.h"
#include "source/formats_internal.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "work/title.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>

namespace assay::source {
namespace {

std::string clean(const std::string& value) {
  return collapse_spaces(untex(value));
}

/// Names between "and" outside of braces; "Family, Given" is kept.
std::vector<std::string> split_people(const std::string& value) {
  std::vector<std::string> people;
  const std::string flat = collapse_spaces(value);
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    depth += flat[i] == '{' ? 1 : 0;
    depth -= flat[i] == '}' ? 1 : 0;
    if (depth == 0 && istarts_with(std::string_view(flat).substr(i), " and ")) {
      people.push_back(clean(flat.substr(begin, i - begin)));
      begin = i + 5;
    }
  }
  people.push_back(clean(flat.substr(begin)));
  return people;
}

std::string month_number(const std::string& month) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::string flat(trim(month));
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (istarts_with(flat, kMonths[i]) || flat == std::to_string(i + 1)) {
      return (i < 9 ? "0" : "") + std::to_string(i + 1);
    }
  }
  return {};
}

/// Fields that have a place in Work; the others are kept in extra.
constexpr std::array<std::string_view, 19> kPlaced = {
    "title",    "abstract",     "author", "year", "month",       "date",          "booktitle",
    "journal",  "journaltitle", "doi",    "url",  "eprint",      "archiveprefix", "eprinttype",
    "keywords", "crossref",     "code",   "note", "howpublished"};

std::string value_of(const BibEntry& entry, std::string_view name) {
  const auto found = entry.fields.find(std::string(name));
  return found == entry.fields.end() ? std::string() : found->second;
}

std::string first_of(const BibEntry& entry, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::string value = clean(value_of(entry, name));
    if (!value.empty()) {
      return value;
    }
  }
  return {};
}

void add_identifiers(const BibEntry& entry, Work& work) {
  const std::string eprint = clean(value_of(entry, "eprint"));
  const std::string archive = ascii_lower(first_of(entry, {"archiveprefix", "eprinttype"}));
  if (!eprint.empty() && (archive.empty() || archive == "arxiv")) {
    if (std::optional<Identifier> identifier = parse_bare_identifier(eprint)) {
      add_identifier(work, std::move(*identifier));
    }
  }
  const std::string doi = clean(value_of(entry, "doi"));
  if (std::optional<Identifier> identifier = parse_bare_identifier(doi);
      identifier && !doi.empty()) {
    add_identifier(work, std::move(*identifier));
  }
  // Addresses keep characters that TeX escapes.
  std::string url(trim(value_of(entry, "url")));
  url.erase(std::remove(url.begin(), url.end(), '\\'), url.end());
  if (std::optional<Identifier> identifier = parse_identifier(url)) {
    if (identifier->scheme == Scheme::kGithub && work.kind == Kind::kPaper) {
      work.code = url;
    } else {
      add_identifier(work, std::move(*identifier));
    }
    work.links.push_back({"home", url});
  }
  // "arXiv preprint arXiv:2106.09685" as the journal is usual.
  const std::string venue = first_of(entry, {"journal", "journaltitle"});
  if (const std::size_t at = ascii_lower(venue).find("arxiv:"); at != std::string::npos) {
    const std::string id = venue.substr(at, venue.find_first_of(" ,;", at) - at);
    if (std::optional<Identifier> identifier = parse_identifier(id)) {
      add_identifier(work, std::move(*identifier));
    }
  }
}

Work to_work(const BibEntry& entry) {
  Work work;
  work.id = entry.key;
  work.title = clean(value_of(entry, "title"));
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  const bool software = entry.type == "software" || entry.type == "misc";
  if (software && parse_identifier(trim(value_of(entry, "url"))).value_or(Identifier{}).scheme ==
                      Scheme::kGithub) {
    work.kind = Kind::kRepository;
  }
  work.abstract = clean(value_of(entry, "abstract"));
  work.authors = split_people(value_of(entry, "author"));
  work.venue = first_of(entry, {"booktitle", "journal", "journaltitle", "howpublished"});
  if (istarts_with(work.venue, "arxiv preprint")) {
    work.venue = "arXiv";
  }
  work.comments = clean(value_of(entry, "note"));
  work.date = clean(value_of(entry, "date"));
  const std::string year = first_of(entry, {"year", "date"});
  std::from_chars(year.data(), year.data() + std::min<std::size_t>(year.size(), 4), work.year);
  if (work.date.empty() && work.year > 0) {
    const std::string month = month_number(value_of(entry, "month"));
    work.date = month.empty() ? std::string() : std::to_string(work.year) + "-" + month;
  }
  const std::string keywords = clean(value_of(entry, "keywords"));
  for (const std::string_view keyword :
       split(keywords, keywords.find(';') != std::string::npos ? ';' : ',')) {
    work.keywords.emplace_back(trim(keyword));
  }
  work.code = clean(value_of(entry, "code"));
  add_identifiers(entry, work);
  Extra extra;
  extra.add_text("entry_type", entry.type);
  for (const auto& [name, value] : entry.fields) {
    if (std::find(kPlaced.begin(), kPlaced.end(), name) == kPlaced.end()) {
      extra.add_text(name, clean(value));
    }
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

/// An entry's text and its place.
struct EntryText {
  std::string text;
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
  bool whole = false;  ///< false: the next entry or the end came before it was closed.
};

class BibtexReader final : public StreamReader {
 public:
  explicit BibtexReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), lines_(*stream_) {}

  std::optional<Item> next() override {
    while (true) {
      if (!waiting_.empty() && ended_) {
        Item item = finish(waiting_.front());
        waiting_.pop_front();
        return item;
      }
      std::optional<EntryText> text = next_entry();
      if (!text) {
        ended_ = true;
        if (!waiting_.empty()) {
          continue;
        }
        return take_failure(lines_.line_number(), lines_.offset());
      }
      if (std::optional<Item> item = read(*text)) {
        return item;
      }
    }
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kBibtex; }

 private:
  struct Waiting {
    BibEntry entry;
    EntryText place;
  };

  /// The work or rejection of an entry; nullopt for @string and the like, and for one that waits
  /// for its parent.
  std::optional<Item> read(const EntryText& text) {
    try {
      if (!text.whole) {
        throw BadRecord{"the entry is not closed"};
      }
      if (const std::size_t bad = find_invalid_utf8(text.text); bad != std::string::npos) {
        throw BadRecord{"not UTF-8: byte " + std::to_string(bad) + " of the entry"};
      }
      if (text.text.find('\0') != std::string::npos) {
        throw BadRecord{"the entry holds a NUL character"};
      }
      BibEntry entry = parse_bib_entry(text.text, strings_);
      if (entry.type == "comment" || entry.type == "preamble" || entry.type == "string") {
        return std::nullopt;
      }
      const bool collection =
          entry.type == "proceedings" || entry.type == "collection" || entry.type == "book";
      if (collection) {
        parents_[ascii_lower(entry.key)] = entry;
      }
      if (!value_of(entry, "crossref").empty()) {
        // Parents usually stand behind their children.
        waiting_.push_back(
            {std::move(entry), {text.text.substr(0, 200), text.line, text.offset, true}});
        return std::nullopt;
      }
      return to_work(entry);
    } catch (const BadRecord& bad) {
      return reject(text.line, text.offset, bad.reason, text.text);
    }
  }

  /// Inherits what the child lacks; a parent's title is the child's book title.
  Item finish(Waiting& waiting) {
    const auto parent = parents_.find(ascii_lower(trim(value_of(waiting.entry, "crossref"))));
    if (parent != parents_.end()) {
      for (const auto& [name, value] : parent->second.fields) {
        if (name != "author" && name != "abstract") {
          waiting.entry.fields.emplace(name == "title" ? "booktitle" : name, value);
        }
      }
    }
    try {
      return to_work(waiting.entry);
    } catch (const BadRecord& bad) {
      return reject(waiting.place.line, waiting.place.offset, bad.reason, waiting.place.text);
    }
  }

  /// From an "@" at the start of a line to the bracket that closes it. A new "@name{" at the start
  /// of a line while one is open means that the open one is broken.
  std::optional<EntryText> next_entry() {
    EntryText entry;
    int depth = 0;
    bool open = false;
    while (true) {
      std::string line_text;
      std::uint64_t number = 0;
      std::uint64_t offset = 0;
      if (held_) {
        line_text = std::move(held_->text);
        number = held_->line;
        offset = held_->offset;
        held_.reset();
      } else {
        const std::optional<Line> line = lines_.next();
        if (!line) {
          return entry.text.empty() ? std::nullopt : std::optional(std::move(entry));
        }
        line_text = std::string(line->text);
        number = line->number;
        offset = line->offset;
      }
      const std::string_view trimmed = trim(line_text);
      const bool starts = starts_entry(trimmed);
      if (!entry.text.empty() && starts) {
        held_ = EntryText{std::move(line_text), number, offset, false};
        return entry;
      }
      if (entry.text.empty() && !starts) {
        continue;  // text between entries is a comment
      }
      if (entry.text.empty()) {
        entry.line = number;
        entry.offset = offset;
      }
      for (std::size_t i = 0; i < line_text.size(); ++i) {
        const char c = line_text[i];
        open = open || c == '{' || c == '(';
        depth += c == '{' ? 1 : 0;
        depth -= c == '}' ? 1 : 0;
        if (open && depth <= 0 &&
            (c == '}' || (c == ')' && entry_uses_parentheses(entry.text, line_text)))) {
          entry.text += line_text.substr(0, i + 1);
          entry.whole = true;
          const std::string rest = line_text.substr(i + 1);
          if (starts_entry(trim(rest))) {
            held_ = EntryText{rest, number, offset + i + 1, false};
          }
          return entry;
        }
      }
      entry.text += line_text + "\n";
      if (entry.text.size() > kMaxRecordBytes) {
        return entry;
      }
    }
  }

  static bool starts_entry(std::string_view line) {
    if (line.size() < 3 || line.front() != '@') {
      return false;
    }
    const std::size_t bracket = line.find_first_of("{(");
    if (bracket == std::string_view::npos || bracket < 2) {
      return false;
    }
    const std::string_view type = trim(line.substr(1, bracket - 1));
    return !type.empty() && std::all_of(type.begin(), type.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
  }

  static bool entry_uses_parentheses(const std::string& so_far, const std::string& line) {
    const std::string& head = so_far.empty() ? line : so_far;
    const std::size_t bracket = head.find_first_of("{(");
    return bracket != std::string::npos && head[bracket] == '(';
  }

  TextLines lines_;
  BibStrings strings_;
  std::map<std::string, BibEntry> parents_;
  std::deque<Waiting> waiting_;
  std::optional<EntryText> held_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_bibtex(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<BibtexReader>(std::move(stream));
}

}  // namespace assay::source
