#include "source/csv.h"

#include <algorithm>
#include <utility>

namespace assay::source {

std::vector<CsvRow> parse_csv(std::string_view bytes, char separator) {
  std::vector<CsvRow> rows;
  std::size_t at = bytes.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  std::uint64_t line = 1;
  while (at < bytes.size()) {
    CsvRow row;
    row.line = line;
    row.offset = at;
    std::string cell;
    bool quoted = false;
    bool was_quoted = false;
    for (; at < bytes.size(); ++at) {
      const char c = bytes[at];
      line += c == '\n' ? 1 : 0;
      if (quoted) {
        const bool doubled = c == '"' && at + 1 < bytes.size() && bytes[at + 1] == '"';
        if (c != '"' || doubled) {
          cell += c;
          at += doubled ? 1 : 0;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.empty() && !was_quoted) {
        quoted = true;
        was_quoted = true;
      } else if (c == separator) {
        row.cells.push_back(std::exchange(cell, {}));
        was_quoted = false;
      } else if (c == '\n') {
        break;
      } else if (c != '\r' || (at + 1 < bytes.size() && bytes[at + 1] != '\n')) {
        cell += c;
      }
    }
    at = std::min(at + 1, bytes.size());
    row.cut = quoted;
    row.cells.push_back(std::move(cell));
    if (row.cells.size() > 1 || !row.cells.front().empty()) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace assay::source
