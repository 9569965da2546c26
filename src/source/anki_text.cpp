#include "source/anki_text.h"

#include "base/error.h"
#include "base/text.h"
#include "source/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace assay::source {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 6> kSeparators = {{{"comma", ','},
                                                                           {"semicolon", ';'},
                                                                           {"tab", '\t'},
                                                                           {"space", ' '},
                                                                           {"pipe", '|'},
                                                                           {"colon", ':'}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEntities = {
    {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"<br>", "\n"}}};
constexpr std::size_t kMostUnclosed = 1000;

/// Places are 1-based; 0: the file has no such column.
struct Header {
  std::optional<char> separator;
  bool html = false;
  std::string deck;
  std::string notetype;
  std::vector<std::string> tags;
  std::size_t guid_column = 0;
  std::size_t notetype_column = 0;
  std::size_t deck_column = 0;
  std::size_t tags_column = 0;
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  const std::string line = collapse_spaces(text);
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) {
      out.emplace_back(word);
    }
  }
  return out;
}

char parse_separator(std::string_view value) {
  if (value.size() == 1) {
    return value[0];
  }
  if (value == "\\t") {
    return '\t';
  }
  for (const auto& [name, separator] : kSeparators) {
    if (iequals(value, name)) {
      return separator;
    }
  }
  throw Error(Errc::kInvalid, fmt::format("no separator: {}", value), "header #separator",
              "it is tab, comma, semicolon, space, pipe, colon or a single character");
}

std::size_t parse_column(std::string_view key, std::string_view value) {
  std::size_t column = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), column);
  if (error != std::errc() || end != value.data() + value.size() || column == 0 || column > 10000) {
    throw Error(Errc::kInvalid, fmt::format("no column: {}", value), fmt::format("header #{}", key),
                "columns are counted from 1");
  }
  return column;
}

/// Takes one line "#key:value"; others are comments.
void take_header(Header& header, std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  const std::string key = ascii_lower(trim(line.substr(1, colon - 1)));
  const std::string_view raw = line.substr(colon + 1);
  const std::string_view value = trim(raw);
  if (key == "separator") {
    header.separator = parse_separator(value.empty() ? raw : value);
  } else if (key == "html") {
    header.html = iequals(value, "true");
  } else if (key == "deck") {
    header.deck = value;
  } else if (key == "notetype") {
    header.notetype = value;
  } else if (key == "tags") {
    header.tags = words_of(value);
  } else if (key == "guid column") {
    header.guid_column = parse_column(key, value);
  } else if (key == "notetype column") {
    header.notetype_column = parse_column(key, value);
  } else if (key == "deck column") {
    header.deck_column = parse_column(key, value);
  } else if (key == "tags column") {
    header.tags_column = parse_column(key, value);
  }
}

char guess_separator(std::string_view rest) {
  const std::string_view first = rest.substr(0, rest.find('\n'));
  for (const char separator : {'\t', ';', ',', '|'}) {
    if (first.find(separator) != std::string_view::npos) {
      return separator;
    }
  }
  return '\t';
}

std::string take_cell(const CsvRow& row, std::size_t column) {
  return column == 0 || column > row.cells.size() ? std::string() : row.cells[column - 1];
}

AnkiNote note_of(const CsvRow& row, const Header& header, std::uint64_t line) {
  AnkiNote note;
  note.line = line;
  note.guid = take_cell(row, header.guid_column);
  note.notetype =
      header.notetype_column == 0 ? header.notetype : take_cell(row, header.notetype_column);
  note.deck = header.deck_column == 0 ? header.deck : take_cell(row, header.deck_column);
  note.tags = words_of(take_cell(row, header.tags_column));
  for (const std::string& tag : header.tags) {
    if (std::find(note.tags.begin(), note.tags.end(), tag) == note.tags.end()) {
      note.tags.push_back(tag);
    }
  }
  for (std::size_t i = 1; i <= row.cells.size(); ++i) {
    if (i != header.guid_column && i != header.notetype_column && i != header.deck_column &&
        i != header.tags_column) {
      note.fields.push_back(row.cells[i - 1]);
    }
  }
  while (note.fields.size() > 2 && note.fields.back().empty()) {
    note.fields.pop_back();  // blanks that only fill the row
  }
  return note;
}

/// Why a note cannot be taken; empty when it can. `most`: fields of the longest row before it.
std::string fault_of(const AnkiNote& note, std::size_t most) {
  if (note.fields.empty() || trim(note.fields[0]).empty()) {
    return "the first field is empty";
  }
  if (note.fields.size() == 1 && most > 1) {
    return "there is only one field";
  }
  for (const std::vector<std::string>* texts : {&note.fields, &note.tags}) {
    for (const std::string& text : *texts) {
      if (find_invalid_utf8(text) != std::string::npos || text.find('\0') != std::string::npos) {
        return "not UTF-8 text";
      }
    }
  }
  for (const std::string* text : {&note.guid, &note.deck, &note.notetype}) {
    if (find_invalid_utf8(*text) != std::string::npos) {
      return "not UTF-8 text";
    }
  }
  return {};
}

std::string quoted(const std::string& cell, bool first) {
  const bool plain = cell.find_first_of("\t\"\n\r") == std::string::npos &&
                     !(first && (cell.empty() || cell[0] == '#'));
  if (plain) {
    return cell;
  }
  std::string out = "\"";
  for (const char c : cell) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

AnkiFile parse_anki(std::string_view bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  AnkiFile file;
  Header header;
  if (bytes.substr(0, kMark.size()) == kMark) {
    bytes.remove_prefix(kMark.size());
  }
  std::uint64_t line = 1;
  while (!bytes.empty() && bytes[0] == '#') {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    take_header(header, bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++line;
  }
  file.html = header.html;
  const char separator = header.separator.value_or(guess_separator(bytes));
  std::size_t most = 0;
  for (std::size_t unclosed = 0; !bytes.empty();) {
    std::size_t next = bytes.size();
    std::uint64_t next_line = line;
    for (const CsvRow& row : parse_csv(bytes, separator)) {
      const std::uint64_t at = line + row.line - 1;
      if (bytes[row.offset] == '#') {
        continue;  // a comment
      }
      if (row.cut) {
        file.rejections.push_back({at, "a quote is opened and never closed"});
        const std::size_t end = bytes.find('\n', row.offset);
        if (end != std::string_view::npos && ++unclosed <= kMostUnclosed) {
          next = end + 1;
          next_line = at + 1;
        }
        break;
      }
      AnkiNote note = note_of(row, header, at);
      if (std::string fault = fault_of(note, most); !fault.empty()) {
        file.rejections.push_back({at, std::move(fault)});
        continue;
      }
      most = std::max(most, note.fields.size());
      file.notes.push_back(std::move(note));
    }
    bytes.remove_prefix(next);
    line = next_line;
  }
  return file;
}

std::string write_anki(const std::vector<AnkiNote>& notes, bool html) {
  std::size_t fields = 2;
  for (const AnkiNote& note : notes) {
    fields = std::max(fields, note.fields.size());
  }
  std::string out = fmt::format(
      "#separator:tab\n#html:{}\n#guid column:1\n#notetype column:2\n#deck column:3\n"
      "#tags column:{}\n",
      html, fields + 4);
  for (const AnkiNote& note : notes) {
    out += quoted(note.guid, true) + "\t" + quoted(note.notetype, false) + "\t" +
           quoted(note.deck, false);
    for (std::size_t i = 0; i < fields; ++i) {
      out += "\t" + quoted(i < note.fields.size() ? note.fields[i] : std::string(), false);
    }
    out += "\t" + quoted(join(note.tags, " "), false) + "\n";
  }
  return out;
}

std::string anki_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto* found = std::find_if(kEntities.begin(), kEntities.end(),
                                     [c](const auto& entity) { return entity.second[0] == c; });
    if (found == kEntities.end()) {
      out += c;
    } else {
      out += found->first;
    }
  }
  return out;
}

bool plain_of_anki_html(std::string_view html, std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < html.size();) {
    const auto* found = std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& entity) {
      return html.substr(i, entity.first.size()) == entity.first;
    });
    if (found == kEntities.end()) {
      plain += html[i];
      ++i;
    } else {
      plain += found->second;
      i += found->first.size();
    }
  }
  if (anki_html(plain) != html) {
    return false;
  }
  text = std::move(plain);
  return true;
}

}  // namespace assay::source
