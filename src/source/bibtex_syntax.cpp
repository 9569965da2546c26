#include "source/bibtex_syntax.h"

#include "base/text.h"
#include "source/json_fields.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace assay::source {
namespace {

class EntryParser {
 public:
  EntryParser(std::string_view text, BibStrings& strings) : text_(text), strings_(strings) {}

  BibEntry run() {
    skip_space();
    expect('@');
    BibEntry entry;
    entry.type = name("an entry type");
    skip_space();
    if (pos_ == text_.size() || (text_[pos_] != '{' && text_[pos_] != '(')) {
      throw BadRecord{"no { behind @" + entry.type};
    }
    const char close = text_[pos_++] == '{' ? '}' : ')';
    if (entry.type == "comment" || entry.type == "preamble") {
      return entry;
    }
    if (entry.type != "string") {
      entry.key = key(close);
    }
    while (true) {
      skip_space();
      if (pos_ == text_.size()) {
        throw BadRecord{"the entry is not closed"};
      }
      if (text_[pos_] == ',') {
        ++pos_;
        continue;
      }
      if (text_[pos_] == close) {
        return entry;
      }
      const std::string field = name("a field name");
      skip_space();
      expect('=');
      std::string text = value();
      if (entry.type == "string") {
        strings_.define(field, std::move(text));
      } else {
        entry.fields.emplace(field,
                             std::move(text));  // the first of doubled fields counts, as in BibTeX
      }
    }
  }

 private:
  void skip_space() {
    while (pos_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[pos_])) != 0) {
      ++pos_;
    }
  }

  void expect(char c) {
    if (pos_ == text_.size() || text_[pos_] != c) {
      throw BadRecord{std::string("expected ") + c + " at byte " + std::to_string(pos_) +
                      " of the entry"};
    }
    ++pos_;
  }

  std::string name(const char* what) {
    skip_space();
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[pos_])) == 0 &&
           std::string_view("\"#%'(),={}").find(text_[pos_]) == std::string_view::npos) {
      ++pos_;
    }
    if (pos_ == begin) {
      throw BadRecord{std::string("expected ") + what + " at byte " + std::to_string(pos_) +
                      " of the entry"};
    }
    return ascii_lower(text_.substr(begin, pos_ - begin));
  }

  std::string key(char close) {
    skip_space();
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && text_[pos_] != ',' && text_[pos_] != close &&
           text_[pos_] != '\n') {
      ++pos_;
    }
    std::string key(trim(text_.substr(begin, pos_ - begin)));
    if (key.find('=') != std::string::npos) {  // the key was left out
      pos_ = begin;
      key.clear();
    }
    return key;
  }

  std::string value() {
    std::string out;
    while (true) {
      skip_space();
      if (pos_ == text_.size()) {
        throw BadRecord{"a field has no value"};
      }
      if (text_[pos_] == '{') {
        out += delimited('{', '}');
      } else if (text_[pos_] == '"') {
        out += delimited('"', '"');
      } else {
        skip_space();
        const std::size_t begin = pos_;
        const std::string word = name("a value");
        // An abbreviation that nobody defined stands for itself.
        const std::string known = strings_.value(word);
        out += known.empty() ? std::string(text_.substr(begin, word.size())) : known;
      }
      skip_space();
      if (pos_ == text_.size() || text_[pos_] != '#') {
        return out;
      }
      ++pos_;
    }
  }

  /// Text up to the closing delimiter outside of braces.
  std::string delimited(char open, char close) {
    const std::size_t begin = ++pos_;
    int depth = 0;
    for (; pos_ < text_.size(); ++pos_) {
      const char c = text_[pos_];
      if (depth == 0 && c == close) {
        return std::string(text_.substr(begin, pos_++ - begin));
      }
      depth += c == '{' ? 1 : 0;
      depth -= c == '}' ? 1 : 0;
    }
    throw BadRecord{std::string("a value that begins with ") + open + " is not closed"};
  }

  std::string_view text_;
  BibStrings& strings_;
  std::size_t pos_ = 0;
};

}  // namespace

BibStrings::BibStrings() {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  for (const std::string_view month : kMonths) {
    strings_.emplace(month, month);
  }
}

void BibStrings::define(const std::string& name, std::string value) {
  strings_[name] = std::move(value);
}

std::string BibStrings::value(std::string_view name) const {
  const auto found = strings_.find(std::string(name));
  return found == strings_.end() ? std::string() : found->second;
}

BibEntry parse_bib_entry(std::string_view text, BibStrings& strings) {
  return EntryParser(text, strings).run();
}

bool is_verbatim(std::string_view field) noexcept {
  constexpr std::array<std::string_view, 9> kNames = {"url", "doi",   "code",  "eprint", "file",
                                                      "pdf", "verba", "verbb", "verbc"};
  return std::find(kNames.begin(), kNames.end(), field) != kNames.end();
}

std::string verbatim_text(std::string_view value) {
  constexpr std::array<std::pair<std::string_view, char>, 8> kCommands = {{{"textasciitilde", '~'},
                                                                           {"textbackslash", '\\'},
                                                                           {"textunderscore", '_'},
                                                                           {"textasciicircum", '^'},
                                                                           {"textbraceleft", '{'},
                                                                           {"textbraceright", '}'},
                                                                           {"sim", '~'},
                                                                           {"url", '\0'}}};
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '{' || c == '}') {
      continue;
    }
    if (c != '\\') {
      out += c;
      continue;
    }
    const std::string_view rest = value.substr(i + 1);
    const auto* const command =
        std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& known) {
          const char next = rest.size() > known.first.size() ? rest[known.first.size()] : ' ';
          return rest.starts_with(known.first) &&
                 std::isalpha(static_cast<unsigned char>(next)) == 0;
        });
    if (command != kCommands.end()) {
      out += command->second == '\0' ? std::string() : std::string(1, command->second);
      i += command->first.size();
      i += i + 1 < value.size() && value[i + 1] == ' ' ? 1U : 0U;  // as TeX reads a command
    } else if (!rest.empty() &&
               std::string_view("_%&#$~^{}").find(rest.front()) != std::string_view::npos) {
      out += rest.front();
      ++i;
    } else {
      out += c;
    }
  }
  return collapse_spaces(out);
}

}  // namespace assay::source
