#include "base/text.h"
#include "identify/tables_internal.h"

#include <algorithm>

namespace assay::identify {
namespace {

constexpr int kLeastFigures = 3;
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
    if (figures_ >= kLeastFigures) {
      out_.push_back(first_);
    }
    figures_ = 0;
  }

  std::string_view text_;
  std::vector<TableRow>& out_;
  int figures_ = 0;
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

}  // namespace assay::identify
