#include "plan/citations.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace assay::plan {
namespace {

constexpr std::size_t kMostRange = 50;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

std::string without_thoughts(std::string_view text) {
  constexpr std::string_view kBegin = "<think>";
  constexpr std::string_view kEnd = "</think>";
  std::string out;
  while (true) {
    const std::size_t begin = text.find(kBegin);
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) {
      return out;
    }
    const std::size_t end = text.find(kEnd, begin);
    if (end == std::string_view::npos) {
      return out;  // thought to the very end
    }
    text.remove_prefix(end + kEnd.size());
  }
}

/// A bracket of numbers: those it names, and its bytes.
struct Citation {
  std::vector<std::string> numbers;
  std::size_t size = 0;
};

/// "3", or the numbers of "1-3" and "1–3".
void add_numbers(std::string_view piece, std::vector<std::string>& numbers) {
  std::size_t dash = piece.find("–");
  std::size_t dash_size = std::string_view("–").size();
  if (dash == std::string_view::npos) {
    dash = piece.find('-');
    dash_size = 1;
  }
  const std::string_view first = trim(piece.substr(0, dash));
  std::size_t from = 0;
  std::size_t to = 0;
  if (dash != std::string_view::npos) {
    const std::string_view last = trim(piece.substr(dash + dash_size));
    std::from_chars(first.data(), first.data() + first.size(), from);
    std::from_chars(last.data(), last.data() + last.size(), to);
    if (from > 0 && to > from && to - from < kMostRange) {
      for (std::size_t n = from; n <= to; ++n) {
        numbers.push_back(std::to_string(n));
      }
      return;
    }
  }
  numbers.emplace_back(trim(piece));
}

/// The citation at the beginning of `text`; nullopt for any other bracket, "[CLS]" say.
std::optional<Citation> citation_at(std::string_view text) {
  const std::size_t end = text.find(']');
  if (text.empty() || text.front() != '[' || end == std::string_view::npos || end < 2) {
    return std::nullopt;
  }
  std::string inner(text.substr(1, end - 1));
  std::replace(inner.begin(), inner.end(), ';', ',');
  Citation citation;
  citation.size = end + 1;
  for (const std::string_view piece : split(inner, ',')) {
    const std::string_view number = trim(piece);
    const bool digits = !number.empty() && is_digit(number.front()) && is_digit(number.back()) &&
                        number.size() <= 12 &&
                        number.find_first_not_of("0123456789 -\xE2\x80\x93") == std::string::npos;
    if (!digits) {
      return std::nullopt;
    }
    add_numbers(number, citation.numbers);
  }
  return citation;
}

/// Bytes of blanks and citations at the beginning of `text`; 0 when no citation is there.
std::size_t citations_size(std::string_view text) {
  std::size_t size = 0;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && is_blank(text[at])) {
      ++at;
    }
    const std::optional<Citation> citation = citation_at(text.substr(at));
    if (!citation) {
      return size;
    }
    at += citation->size;
    size = at;
  }
}

bool ends_in_abbreviation(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords = {"e.g.",    "i.e.",  "vs.",  "al.",
                                                              "cf.",     "fig.",  "eq.",  "sec.",
                                                              "approx.", "resp.", "etc.", "no."};
  const std::size_t blank = text.find_last_of(" \t(");
  const std::string word =
      ascii_lower(blank == std::string_view::npos ? text : text.substr(blank + 1));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// Where the sentence that begins `text` ends, citations behind its stop included.
std::size_t sentence_end(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '.' && text[i] != '!' && text[i] != '?') {
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && std::string_view(")\"'*").find(text[end]) != std::string::npos) {
      ++end;
    }
    if (const std::size_t cited = citations_size(text.substr(end)); cited != 0) {
      end += cited;
      if (end < text.size() && text[end] == '.') {
        ++end;
      }
      return end;
    }
    if (end < text.size() && !is_blank(text[end])) {
      continue;  // 3.2, a.b
    }
    std::size_t next = end;
    while (next < text.size() && is_blank(text[next])) {
      ++next;
    }
    const bool goes_on = next < text.size() && text[next] >= 'a' && text[next] <= 'z';
    if (!goes_on && !ends_in_abbreviation(text.substr(0, i + 1))) {
      return end;
    }
  }
  return text.size();
}

/// A line without the marks of a list or heading at its beginning.
std::string_view without_marks(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("• ")) {
    return trim(line.substr(line.find(' ')));
  }
  if (const std::size_t sharp = line.find_first_not_of('#');
      sharp != 0 && sharp != std::string_view::npos && line[sharp] == ' ') {
    return trim(line.substr(sharp));
  }
  const std::size_t digits = line.find_first_not_of("0123456789");
  if (digits != 0 && digits != std::string_view::npos && digits < 3 &&
      (line.substr(digits).starts_with(". ") || line.substr(digits).starts_with(") "))) {
    return trim(line.substr(digits + 2));
  }
  return line;
}

/// Numbers of two digits or more, without the commas of thousands: "78.1", "1000".
std::vector<std::string> figures(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    std::string figure;
    std::size_t digits = 0;
    while (i < text.size() &&
           (is_digit(text[i]) ||
            ((text[i] == '.' || text[i] == ',') && i + 1 < text.size() && is_digit(text[i + 1])))) {
      digits += is_digit(text[i]) ? 1U : 0U;
      if (text[i] != ',') {
        figure.push_back(text[i]);
      }
      ++i;
    }
    if (digits >= 2) {
      found.push_back(std::move(figure));
    }
  }
  return found;
}

template <typename T>
void add_once(std::vector<T>& to, const T& value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) {
    to.push_back(value);
  }
}

class Checker {
 public:
  explicit Checker(std::span<const HelperPassage> passages) : passages_(passages) {}

  CheckedText check(std::string_view text) {
    std::size_t paragraph = 0;
    for (std::string_view line : split(text, '\n')) {
      line = without_marks(line);
      if (line.empty()) {
        continue;
      }
      while (!line.empty()) {
        const std::size_t end = sentence_end(line);
        add(line.substr(0, end), paragraph);
        line = trim(line.substr(end));
      }
      ++paragraph;
    }
    return std::move(out_);
  }

 private:
  void add(std::string_view text, std::size_t paragraph) {
    CitedSentence sentence;
    sentence.paragraph = paragraph;
    for (std::size_t i = 0; i < text.size();) {
      if (const std::optional<Citation> citation = citation_at(text.substr(i))) {
        cite(*citation, sentence);
        i += citation->size;
        while (!sentence.text.empty() && is_blank(sentence.text.back())) {
          sentence.text.pop_back();
        }
        continue;
      }
      if (text.substr(i, 2) == "**") {
        i += 2;
        continue;
      }
      sentence.text.push_back(text[i++]);
    }
    sentence.text = collapse_spaces(sentence.text);
    if (sentence.text.empty()) {
      // Citations alone belong to the sentence before.
      if (!out_.sentences.empty() && out_.sentences.back().paragraph == paragraph) {
        for (const std::size_t n : sentence.cites) {
          add_once(out_.sentences.back().cites, n);
        }
      }
      return;
    }
    find_figures(sentence);
    out_.sentences.push_back(std::move(sentence));
  }

  void cite(const Citation& citation, CitedSentence& sentence) {
    for (const std::string& number : citation.numbers) {
      std::size_t n = 0;
      const auto [rest, error] = std::from_chars(number.data(), number.data() + number.size(), n);
      const bool whole = error == std::errc() && rest == number.data() + number.size();
      if (whole && n >= 1 && n <= passages_.size()) {
        add_once(sentence.cites, n);
      } else {
        add_once(out_.struck, number);
      }
    }
  }

  void find_figures(CitedSentence& sentence) const {
    if (!sentence.in_text()) {
      return;
    }
    std::vector<std::string> known;
    for (const std::size_t n : sentence.cites) {
      const std::vector<std::string> some = figures(passages_[n - 1].text);
      known.insert(known.end(), some.begin(), some.end());
    }
    for (const std::string& figure : figures(sentence.text)) {
      if (std::find(known.begin(), known.end(), figure) == known.end()) {
        add_once(sentence.unfound, figure);
      }
    }
  }

  std::span<const HelperPassage> passages_;
  CheckedText out_;
};

}  // namespace

CheckedText check_citations(std::string_view text, std::span<const HelperPassage> passages) {
  return Checker(passages).check(without_thoughts(text));
}

}  // namespace assay::plan
