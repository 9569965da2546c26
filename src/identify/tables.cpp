#include "base/text.h"
#include "identify/tables_internal.h"

#include <algorithm>
#include <array>

namespace assay::identify {
namespace {

constexpr int kLeastFigures = 3;
constexpr int kLeastCompared = 2;
constexpr std::size_t kLongestCell = 24;
constexpr std::size_t kLongestRow = 400;

/// A number with at most a short unit: "81.2", "+3.4 %", "**12 ms**", "1,024 req/s".
bool is_figure(std::string_view cell) {
  while (!cell.empty() &&
         std::string_view(" \t*_`+-~<>=$").find(cell.front()) != std::string_view::npos) {
    cell.remove_prefix(1);
  }
  if (cell.empty() || cell.size() > kLongestCell || cell.front() < '0' || cell.front() > '9') {
    return false;
  }
  std::size_t at = 0;
  int points = 0;
  while (at < cell.size() &&
         ((cell[at] >= '0' && cell[at] <= '9') || cell[at] == '.' || cell[at] == ',')) {
    points += cell[at] == '.' ? 1 : 0;
    ++at;
  }
  const bool date = at < cell.size() && at + 1 < cell.size() &&
                    (cell[at] == '-' || cell[at] == '/') && cell[at + 1] >= '0' &&
                    cell[at + 1] <= '9';
  return points <= 1 && !date && cell.find("](") == std::string_view::npos;
}

/// Counts the figures of the tables in a text, row by row.
class TableFinder {
 public:
  TableFinder(std::string_view text, std::vector<TableRow>& out) : text_(text), out_(out) {}

  void markdown() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      const std::string_view line = text_.substr(at, end - at);
      if (line.find('|') == std::string_view::npos) {
        close();
      } else {
        compares_ = compares_ || (rows_++ == 0 && names_both(line));
        row(line, at);
      }
      at = end + 1;
    }
    close();
  }

  void html() {
    const std::size_t all = text_.size();
    for (std::size_t at = find_tag("<table", 0, all); at < all; at = find_tag("<table", at, all)) {
      const std::size_t end = find_tag("</table", at, all);
      for (std::size_t row = find_tag("<tr", at, end); row < end;) {
        const std::size_t next = find_tag("<tr", row + 3, end);
        cells(row, find_tag("</tr", row, next));
        row = next;
      }
      close();
      at = end;
    }
  }

 private:
  /// Whether a head has a column for before and one for after.
  static bool names_both(std::string_view head) {
    bool before = false;
    bool after = false;
    std::size_t at = 0;
    while (at <= head.size()) {
      const std::size_t end = std::min(head.find('|', at), head.size());
      const int state = state_of(head.substr(at, end - at));
      before = before || state < 0;
      after = after || state > 0;
      at = end + 1;
    }
    return before && after;
  }

  /// -1 for a cell whose first or last word names the state before a change, 1 for that after.
  static int state_of(std::string_view cell) {
    constexpr std::array<std::string_view, 12> kBefore = {
        "before",  "main",     "master",   "old",       "baseline", "base",
        "without", "original", "upstream", "reference", "current",  "stock"};
    constexpr std::array<std::string_view, 11> kAfter = {
        "after",  "pr",       "new",       "with",      "ours", "patched",
        "branch", "proposed", "optimized", "optimised", "this"};
    std::string words = " ";
    for (const char c : ascii_lower(cell)) {
      const bool letter = c >= 'a' && c <= 'z';
      if (letter || words.back() != ' ') {
        words += letter ? c : ' ';
      }
    }
    const std::string_view all = trim(words);
    const std::string_view first = all.substr(0, all.find(' '));
    const std::string_view last = all.substr(all.rfind(' ') + 1);
    const auto is_one = [&](const auto& list) {
      return std::any_of(list.begin(), list.end(),
                         [&](std::string_view word) { return word == first || word == last; });
    };
    return is_one(kBefore) ? -1 : is_one(kAfter) ? 1 : 0;
  }

  /// Where a tag, given in small letters, begins in [at, end); `end` for nowhere.
  [[nodiscard]] std::size_t find_tag(std::string_view tag, std::size_t at, std::size_t end) const {
    const std::string_view text = text_.substr(0, end);
    for (at = text.find('<', at); at != std::string_view::npos; at = text.find('<', at + 1)) {
      if (istarts_with(text.substr(at), tag)) {
        return at;
      }
    }
    return end;
  }

  void count(std::string_view cell, std::size_t row_begin, std::size_t row_end) {
    if (!is_figure(trim(cell))) {
      return;
    }
    if (figures_ == 0) {
      std::size_t end = std::min(row_end, row_begin + kLongestRow);
      while (end < text_.size() && end > row_begin &&
             (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) {
        --end;
      }
      first_ = {static_cast<std::uint32_t>(row_begin), static_cast<std::uint32_t>(end)};
    }
    ++figures_;
  }

  void row(std::string_view line, std::size_t begin) {
    std::size_t at = 0;
    while (at <= line.size()) {
      const std::size_t end = std::min(line.find('|', at), line.size());
      count(line.substr(at, end - at), begin, begin + line.size());
      at = end + 1;
    }
  }

  /// The cells of one HTML row.
  void cells(std::size_t begin, std::size_t end) {
    const std::string_view row = text_.substr(0, end);
    for (std::size_t at = find_tag("<td", begin, end); at < end;
         at = find_tag("<td", at + 3, end)) {
      const std::size_t open = row.find('>', at);
      if (open == std::string_view::npos) {
        return;
      }
      const std::size_t close_at = std::min(row.find('<', open), end);
      count(row.substr(open + 1, close_at - open - 1), begin, end);
    }
  }

  void close() {
    if (figures_ >= (compares_ ? kLeastCompared : kLeastFigures)) {
      first_.compares = compares_;
      out_.push_back(first_);
    }
    figures_ = 0;
    rows_ = 0;
    compares_ = false;
  }

  std::string_view text_;
  std::vector<TableRow>& out_;
  int figures_ = 0;
  int rows_ = 0;
  bool compares_ = false;
  TableRow first_;
};

}  // namespace

void find_tables(std::string_view text, std::vector<TableRow>& out) {
  TableFinder finder(text, out);
  if (text.find('|') != std::string_view::npos) {
    finder.markdown();
  }
  if (text.find('<') != std::string_view::npos) {
    finder.html();
  }
}

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Signs of a unit: "GB", "tok/s", "%", "us" (or "µs", whose bytes are above 127).
bool is_unit_sign(char c) noexcept {
  return is_letter(c) || c == '%' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_gap(char c) noexcept {
  return c == ' ' || c == '\t' || c == '*' || c == '`' || c == '_' || c == '~';
}

/// A number with its unit beside an arrow: bytes [begin, end) of the text; empty when there is
/// none.
struct Amount {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool has_unit = false;
};

/// The one that begins at `at`.
Amount amount_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestUnit = 10;
  while (at < text.size() && is_gap(text[at])) {
    ++at;
  }
  Amount out{at, at, false};
  int points = 0;
  while (at < text.size() &&
         (is_digit(text[at]) || ((text[at] == '.' || text[at] == ',') && at > out.begin &&
                                 at + 1 < text.size() && is_digit(text[at + 1])))) {
    points += text[at] == '.' ? 1 : 0;
    ++at;
  }
  if (at == out.begin || points > 1) {
    return {};
  }
  out.end = at;
  at += at < text.size() && text[at] == ' ' ? 1U : 0U;
  const std::size_t unit = at;
  while (at < text.size() && at - unit < kLongestUnit && is_unit_sign(text[at])) {
    ++at;
  }
  // An arrow's first byte is none of a unit's.
  const std::size_t arrow = text.substr(unit, at - unit).find('\xE2');
  at = arrow == std::string_view::npos ? at : unit + arrow;
  out.has_unit = at > unit;
  out.end = out.has_unit ? at : out.end;
  return out;
}

/// The one that ends before the arrow at `arrow`.
Amount amount_before(std::string_view text, std::size_t arrow) {
  constexpr std::size_t kLongest = 24;
  const std::size_t first = arrow > kLongest ? arrow - kLongest : 0;
  for (std::size_t at = arrow; at-- > first && text[at] != '\n';) {
    const bool starts =
        is_digit(text[at]) &&
        (at == 0 || (!is_digit(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != ',' &&
                     !is_letter(text[at - 1]) && text[at - 1] != '-'));
    if (!starts) {
      continue;
    }
    const Amount amount = amount_at(text, at);
    std::size_t end = amount.end;
    while (end < arrow && is_gap(text[end])) {
      ++end;
    }
    return end == arrow ? amount : Amount{};
  }
  return {};
}

/// "timeout", "default", "version": what stands before the arrow on its line is set, not measured.
bool is_setting(std::string_view line) {
  constexpr std::array<std::string_view, 14> kWords = {
      "timeout", "default", "version", "limit", "interval", "ttl",    "threshold",
      "retries", "delay",   "bump",    "max_",  "min_",     "python", "config"};
  const std::string lower = ascii_lower(line);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

void find_arrows(std::string_view text, std::vector<TableRow>& out) {
  constexpr std::array<std::string_view, 4> kArrows = {"->", "=>", "\xE2\x86\x92", "\xE2\x9F\xB6"};
  for (std::size_t at = text.find_first_of("-=\xE2"); at != std::string_view::npos;
       at = text.find_first_of("-=\xE2", at + 1)) {
    const auto* const arrow =
        std::find_if(kArrows.begin(), kArrows.end(),
                     [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (arrow == kArrows.end()) {
      continue;
    }
    std::size_t begin = at;
    while (begin > 0 && (text[begin - 1] == '-' || text[begin - 1] == '=')) {
      --begin;
    }
    const Amount before = amount_before(text, begin);
    const Amount after = amount_at(text, at + arrow->size());
    const std::size_t line = text.substr(0, at).rfind('\n') + 1;  // npos + 1 is 0
    const bool found = before.end > before.begin && after.end > after.begin &&
                       (before.has_unit || after.has_unit) && before.begin < after.begin &&
                       !is_setting(text.substr(line, before.begin - line));
    if (found) {
      out.push_back(
          {static_cast<std::uint32_t>(before.begin), static_cast<std::uint32_t>(after.end), true});
    }
  }
}

}  // namespace assay::identify
