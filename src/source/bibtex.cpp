/// BibTeX bibliographies, docs/formats.md.

#include "base/text.h"
#include "source/bibtex_entries.h"
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

/// Names between "and" outside of braces; "Family, Given" is kept. `more` is set where "and others"
/// ends them.
std::vector<std::string> split_people(const std::string& value, bool& more) {
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
      i += 3;  // the space behind "and" may begin the next one
    }
  }
  if (const std::string last = clean(flat.substr(begin)); !iequals(last, "others")) {
    people.push_back(last);
  } else {
    more = true;
  }
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

/// The same, as it is written.
std::string first_raw(const BibEntry& entry, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::string value = value_of(entry, name);
    if (!clean(value).empty()) {
      return value;
    }
  }
  return {};
}

/// A field that holds an address, as such or as \url{...}: up to a blank or the brace that closes.
std::string address_of(const BibEntry& entry, std::string_view name) {
  const std::string value = value_of(entry, name);
  const std::size_t begin = value.find("http");
  if (begin == std::string::npos) {
    return {};
  }
  std::size_t end = begin;
  for (int depth = 0; end < value.size() && depth >= 0 &&
                      std::string_view(" \t\r\n").find(value[end]) == std::string_view::npos;
       ++end) {
    depth += value[end] == '{' ? 1 : value[end] == '}' ? -1 : 0;
  }
  return verbatim_text(std::string_view(value).substr(begin, end - begin));
}

/// The address of the work: its url, or one given in its place.
std::string address_of(const BibEntry& entry) {
  for (const std::string_view name : {"url", "howpublished"}) {
    if (std::string address = address_of(entry, name); !address.empty()) {
      return address;
    }
  }
  return {};
}

void add_identifiers(const BibEntry& entry, Work& work) {
  const std::string eprint = verbatim_text(value_of(entry, "eprint"));
  const std::string archive = ascii_lower(first_of(entry, {"archiveprefix", "eprinttype"}));
  if (!eprint.empty() && (archive.empty() || archive == "arxiv")) {
    if (std::optional<Identifier> identifier = parse_bare_identifier(eprint)) {
      add_identifier(work, std::move(*identifier));
    }
  }
  const std::string doi = verbatim_text(value_of(entry, "doi"));
  if (std::optional<Identifier> identifier = parse_bare_identifier(doi);
      identifier && !doi.empty()) {
    add_identifier(work, std::move(*identifier));
  }
  add_home(work, address_of(entry));
  // "arXiv preprint arXiv:2106.09685" as the journal is usual.
  const std::string venue = first_of(entry, {"journal", "journaltitle"});
  if (const std::size_t at = ascii_lower(venue).find("arxiv:"); at != std::string::npos) {
    const std::string id = venue.substr(at, venue.find_first_of(" ,;", at) - at);
    if (std::optional<Identifier> identifier = parse_identifier(id)) {
      add_identifier(work, std::move(*identifier));
    }
  }
}

/// By the entry's type; a page on the web with a DOI or eprint is a paper.
Kind kind_of(const BibEntry& entry) {
  const std::string& type = entry.type;
  const bool repository =
      parse_identifier(address_of(entry)).value_or(Identifier{}).scheme == Scheme::kGithub;
  if ((type == "software" || type == "misc") && repository) {
    return Kind::kRepository;
  }
  if (type == "video" || type == "movie" || type == "audio") {
    return Kind::kTalk;
  }
  const bool page = type == "online" || type == "electronic" || type == "www";
  return page && value_of(entry, "eprint").empty() && value_of(entry, "doi").empty() ? Kind::kPost
                                                                                     : Kind::kPaper;
}

Work to_work(const BibEntry& entry) {
  Work work;
  work.id = entry.key;
  work.title = clean(value_of(entry, "title"));
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  work.kind = kind_of(entry);
  work.abstract = clean(value_of(entry, "abstract"));
  bool more_authors = false;
  work.authors = split_people(value_of(entry, "author"), more_authors);
  work.venue = first_of(entry, {"booktitle", "journal", "journaltitle"});
  if (work.venue.empty() && address_of(entry, "howpublished").empty()) {
    work.venue = clean(value_of(entry, "howpublished"));
  }
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
  work.code = verbatim_text(value_of(entry, "code"));
  add_identifiers(entry, work);
  Extra extra;
  extra.add_text("entry_type", entry.type);
  // Braces keep capitals: they are wanted when the entry is written again.
  const auto keep_raw = [&](const char* name, const std::string& raw, const std::string& text) {
    if (raw.find('{') != std::string::npos && clean(raw) == text) {
      extra.add_text(name, collapse_spaces(raw));
    }
  };
  keep_raw("title_tex", first_raw(entry, {"title"}), work.title);
  keep_raw("venue_tex", first_raw(entry, {"booktitle", "journal", "journaltitle"}), work.venue);
  for (const auto& [name, value] : entry.fields) {
    if (std::find(kPlaced.begin(), kPlaced.end(), name) == kPlaced.end()) {
      extra.add_text(name, is_verbatim(name) ? std::string(trim(value)) : clean(value));
    }
  }
  work.extra = extra.str();
  if (more_authors) {
    work.extra.insert(1, R"("authors_partial":true,)");  // before the entry's type
  }
  tidy(work);
  return work;
}

class BibtexReader final : public StreamReader {
 public:
  explicit BibtexReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), entries_(*stream_) {}

  std::optional<Item> next() override {
    while (true) {
      if (!waiting_.empty() && ended_) {
        Item item = finish(waiting_.front());
        waiting_.pop_front();
        return item;
      }
      std::optional<EntryText> text = entries_.next();
      if (!text) {
        ended_ = true;
        if (!waiting_.empty()) {
          continue;
        }
        return take_failure(entries_.line_number(), entries_.offset());
      }
      if (std::optional<Item> item = read(*text)) {
        return item;
      }
    }
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kBibtex; }

 private:
  /// Children that wait for a parent behind them; beyond this the oldest goes on without.
  static constexpr std::size_t kMostWaiting = 100000;

  struct Waiting {
    BibEntry entry;
    EntryText place;
  };

  static void check_whole(EntryText::State state) {
    if (state == EntryText::State::kUnclosed) {
      throw BadRecord{"the entry is not closed"};
    }
    if (state == EntryText::State::kTooLong) {
      throw BadRecord{too_large()};
    }
  }

  /// The work or rejection of an entry; nullopt for @string and the like, and for one that waits
  /// for its parent.
  std::optional<Item> read(const EntryText& text) {
    if (text.state == EntryText::State::kCut) {
      return reject_cut_off(text.line, text.offset, text.text);
    }
    try {
      check_whole(text.state);
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
      if (is_collection(entry.type)) {
        parents_[ascii_lower(entry.key)] = entry;
      }
      const std::string crossref = ascii_lower(trim(value_of(entry, "crossref")));
      if (crossref.empty()) {
        return to_work(entry);
      }
      Waiting waiting{std::move(entry), {}};
      waiting.place.text = text.text.substr(0, 200);
      waiting.place.line = text.line;
      waiting.place.offset = text.offset;
      if (parents_.count(crossref) != 0) {
        return finish(waiting);
      }
      // Parents usually stand behind their children.
      waiting_.push_back(std::move(waiting));
      if (waiting_.size() <= kMostWaiting) {
        return std::nullopt;
      }
      Waiting oldest = std::move(waiting_.front());
      waiting_.pop_front();
      return finish(oldest);
    } catch (const BadRecord& bad) {
      return reject(text.line, text.offset, bad.reason, text.text);
    }
  }

  /// What tells of the whole volume; its identifiers are not those of its parts.
  static bool is_inherited(std::string_view field) {
    static constexpr std::array<std::string_view, 15> kOwn = {
        "author",        "abstract",   "doi",   "url",      "eprint",
        "archiveprefix", "eprinttype", "isbn",  "keywords", "crossref",
        "howpublished",  "note",       "pages", "code",     "file"};
    return std::find(kOwn.begin(), kOwn.end(), field) == kOwn.end();
  }

  static bool is_collection(std::string_view type) {
    static constexpr std::array<std::string_view, 7> kTypes = {
        "proceedings", "mvproceedings", "collection", "mvcollection",
        "book",        "mvbook",        "periodical"};
    return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
  }

  /// Inherits what the child lacks; a parent's title is the child's book title.
  Item finish(Waiting& waiting) {
    const auto parent = parents_.find(ascii_lower(trim(value_of(waiting.entry, "crossref"))));
    if (parent != parents_.end()) {
      for (const auto& [name, value] : parent->second.fields) {
        if (is_inherited(name)) {
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

  BibEntries entries_;
  BibStrings strings_;
  std::map<std::string, BibEntry> parents_;
  std::deque<Waiting> waiting_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_bibtex(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<BibtexReader>(std::move(stream));
}

}  // namespace assay::source
