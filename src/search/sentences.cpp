#include "base/ascii.h"
#include "base/text.h"
#include "search/sentences_internal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace assay::search {
namespace {

// Sorted, for binary search.
constexpr std::array<std::string_view, 48> kNeverEnd = {
    "alg",  "approx", "ca",  "cf",   "ch",  "chap", "def", "dept", "dr",   "e.g", "ed",   "eds",
    "eg",   "eq",     "eqn", "eqns", "eqs", "est",  "fig", "figs", "i.e",  "ie",  "incl", "lem",
    "mr",   "mrs",    "ms",  "nr",   "nos", "para", "pp",  "prof", "prop", "ref", "refs", "sec",
    "sect", "secs",   "st",  "tab",  "thm", "univ", "v.s", "ver",  "viz",  "vol", "vs",   "w.r.t"};
constexpr std::array<std::string_view, 12> kMayEnd = {"al",  "co", "corp", "etc",  "inc", "jr",
                                                      "ltd", "no", "ph.d", "resp", "seq", "sr"};
// Words that open sentences: they decide where capitals or blanks do not.
constexpr std::array<std::string_view, 72> kOpeners = {
    "a",        "additionally", "all",          "although",    "an",        "and",
    "another",  "as",           "at",           "based",       "because",   "both",
    "but",      "by",           "code",         "compared",    "despite",   "each",
    "even",     "existing",     "experimental", "experiments", "extensive", "finally",
    "first",    "firstly",      "for",          "from",        "further",   "furthermore",
    "given",    "hence",        "here",         "how",         "however",   "if",
    "in",       "inspired",     "instead",      "it",          "many",      "meanwhile",
    "moreover", "most",         "motivated",    "new",         "on",        "one",
    "our",      "recent",       "recently",     "results",     "second",    "several",
    "since",    "some",         "specifically", "such",        "that",      "the",
    "then",     "there",        "these",        "they",        "this",      "thus",
    "to",       "we",           "when",         "while",       "with",      "yet"};

bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_high(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x80;
}
bool is_stop(char c) noexcept {
  return c == '.' || c == '!' || c == '?';
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::size_t kLongestMaths = 400;
constexpr std::size_t kLongestBrackets = 160;
constexpr std::size_t kLongestWord = 24;

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Sentence> run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      at = step(at);
    }
    cut(text_.size());
    return std::move(sentences_);
  }

 private:
  [[nodiscard]] char peek(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  [[nodiscard]] std::size_t skip_space(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) {
      ++at;
    }
    return at;
  }

  /// Looks at one place and returns the next to look at.
  std::size_t step(std::size_t at) {
    switch (text_[at]) {
      case '.':
      case '!':
      case '?':
        return at_stop(at);
      case '$':
        return after_maths(at, at + 1, "$");
      case '\\':
        if (peek(at + 1) == '(') {
          return after_maths(at, at + 2, "\\)");
        }
        return at + 2;
      case '(':
      case '[':
        return after_brackets(at);
      case '\n':
        return at_line_end(at);
      case '\xE3':
        return at_wide_stop(at, "\xE3\x80\x82");
      case '\xEF':
        return at_wide_stop(at, std::string_view("\xEF\xBC\x81\xEF\xBC\x9F"));
      default:
        return at + 1;
    }
  }

  /// Past maths that begins at `open`; past one byte when it is none ("$5 and $10"). As in Pandoc,
  /// no blank stands inside of either dollar and no digit behind the second.
  std::size_t after_maths(std::size_t open, std::size_t inside, std::string_view close) {
    if (peek(inside) == '$') {  // display maths
      return inside + 1;
    }
    if (close == "$" && (inside >= text_.size() || is_space(text_[inside]))) {
      return inside;
    }
    const std::string_view window = text_.substr(inside, kLongestMaths);
    const std::size_t found = window.find(close);
    if (found == std::string_view::npos || found == 0) {
      return open + 1;
    }
    const std::size_t end = inside + found + close.size();
    if (close == "$" && (is_space(text_[inside + found - 1]) || is_digit(peek(end)))) {
      return open + 1;
    }
    if (text_[inside + found - 1] == '.' && is_space(peek(end)) &&
        is_upper(peek(skip_space(end)))) {
      cut(end);
    }
    return end;
  }

  /// Past short brackets, which hold references more often than sentences ("(J. Chem. Phys. 1)").
  [[nodiscard]] std::size_t after_brackets(std::size_t open) const {
    const std::string_view window = text_.substr(open, kLongestBrackets);
    const char close = text_[open] == '(' ? ')' : ']';
    const std::size_t found = window.find(close);
    if (found == std::string_view::npos) {
      return open + 1;
    }
    return open + found - (found > 1 && is_stop(window[found - 1]) ? 1 : 0);
  }

  std::size_t at_line_end(std::size_t at) {
    const std::size_t next = skip_space(at);
    const std::string_view gap = text_.substr(at, next - at);
    const bool blank_line = std::count(gap.begin(), gap.end(), '\n') > 1;
    const Heading heading = read_heading(text_.substr(next, 120));
    if (blank_line || (heading.roles != 0 && is_upper(peek(next)))) {
      cut(next);
    }
    return next;
  }

  std::size_t at_wide_stop(std::size_t at, std::string_view stops) {
    const std::string_view here = text_.substr(at, 3);
    if (here.size() == 3 &&
        (here == stops.substr(0, 3) || here == stops.substr(stops.size() - 3))) {
      cut(at + 3);
      return at + 3;
    }
    return at + 1;
  }

  /// Past quotes and brackets that close behind a stop.
  [[nodiscard]] std::size_t skip_closing(std::size_t at) const {
    for (;;) {
      const std::string_view rest = text_.substr(at, 3);
      if (!rest.empty() && std::string_view("\"')]}").find(rest[0]) != std::string_view::npos) {
        ++at;
      } else if (rest == "\xE2\x80\x99" || rest == "\xE2\x80\x9D") {
        at += 3;
      } else {
        return at;
      }
    }
  }

  std::size_t at_stop(std::size_t at) {
    std::size_t end = at + 1;
    while (end < text_.size() && is_stop(text_[end])) {
      ++end;
    }
    const std::size_t closed = skip_closing(end);
    const std::size_t next = skip_space(closed);
    if (next == text_.size() || (next > closed ? ends(at, end, next) : ends_joined(at, end))) {
      cut(next > closed ? next : end);
      return next > closed ? next : end;
    }
    return std::max(end, closed);
  }

  /// The letters and dots before the stop at `at`, in lower case.
  [[nodiscard]] std::string_view word_before(std::size_t at) const {
    std::size_t begin = at;
    while (begin > 0 && at - begin < kLongestWord &&
           (is_letter(text_[begin - 1]) || (text_[begin - 1] == '.' && begin < at))) {
      --begin;
    }
    return text_.substr(begin, at - begin);
  }

  [[nodiscard]] std::string_view word_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && end - at < kLongestWord && is_letter(text_[end])) {
      ++end;
    }
    return text_.substr(at, end - at);
  }

  [[nodiscard]] bool opens(std::size_t at) const {
    const std::string_view word = word_at(at);
    return is_upper(peek(at)) && (contains(kOpeners, std::string_view(ascii_lower(word))) ||
                                  read_heading(text_.substr(at, 120)).roles != 0);
  }

  /// Whether the stop at `at` with blanks behind it ends a sentence, when `next` follows.
  [[nodiscard]] bool ends(std::size_t at, std::size_t end, std::size_t next) const {
    const std::string_view before = word_before(at);
    if (text_[at] == '.' && end == at + 1 && !before.empty()) {
      const std::string word = ascii_lower(before);
      const bool initial =
          (word.size() == 1 && is_upper(before[0])) || (word.size() > 1 && word[1] == '.');
      if (contains(kNeverEnd, std::string_view(word))) {
        return false;
      }
      if (word == "no" && !is_digit(text_[next])) {
        return true;
      }
      if (initial || contains(kMayEnd, std::string_view(word))) {
        return opens(next);
      }
    }
    return can_open(before, at, end, next);
  }

  /// A sentence may open with any sign but a small letter; with that only behind a full word.
  [[nodiscard]] bool can_open(std::string_view before, std::size_t at, std::size_t end,
                              std::size_t next) const {
    std::size_t first = next;
    while (first < text_.size() &&
           std::string_view("\"'`([{").find(text_[first]) != std::string_view::npos) {
      ++first;
    }
    const char c = peek(first);
    if (!is_lower(c)) {
      return c != ',' && c != ';' && c != ')' && c != '\0';
    }
    return text_[at] == '.' && end == at + 1 && before.size() >= 4 && first == next &&
           std::all_of(before.begin(), before.end(), is_lower);
  }

  /// A stop without a blank: "in practice.We show".
  [[nodiscard]] bool ends_joined(std::size_t at, std::size_t end) const {
    const std::string_view before = word_before(at);
    const bool word = before.size() > 1 && is_lower(before.back()) && is_lower(before.front());
    const char last = at > 0 ? text_[at - 1] : '\0';
    return end == at + 1 && (word || last == ')' || last == '%' || last == '$') && opens(end);
  }

  /// Ends the sentence before `at`. What has no letter or digit goes with the one before it.
  void cut(std::size_t at) {
    std::size_t begin = skip_space(begin_);
    std::size_t end = at;
    while (end > begin && is_space(text_[end - 1])) {
      --end;
    }
    begin_ = at;
    if (begin >= end) {
      return;
    }
    const bool speaks = std::any_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                                    text_.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
                                      return is_letter(c) || is_digit(c) || is_high(c);
                                    });
    if (speaks) {
      sentences_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    } else if (!sentences_.empty()) {
      sentences_.back().end = static_cast<std::uint32_t>(end);
    }
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::vector<Sentence> sentences_;
};

}  // namespace

std::vector<Sentence> split_sentences(std::string_view text) {
  std::vector<Sentence> sentences =
      Splitter(text.substr(0, std::numeric_limits<std::uint32_t>::max())).run();
  std::vector<Heading> headings(sentences.size());
  RoleMask first = 0;
  bool structured = false;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const Sentence& s = sentences[i];
    headings[i] = read_heading(text.substr(s.begin, s.end - s.begin));
    if (headings[i].roles != 0) {
      structured = structured || (first != 0 && headings[i].roles != first);
      first = first != 0 ? first : headings[i].roles;
    }
  }
  if (!structured) {
    return sentences;
  }
  RoleMask allowed = kAnyRole;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (headings[i].roles != 0) {
      allowed = headings[i].roles;
      sentences[i].begin += headings[i].size;
    }
    sentences[i].allowed = allowed;
  }
  std::erase_if(sentences, [](const Sentence& s) { return s.begin >= s.end; });
  return sentences;
}

}  // namespace assay::search
