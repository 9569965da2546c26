#pragma once
/// Tables of comma-separated values. Private to the room. Threads: pure functions. Source: RFC
/// 4180.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct CsvRow {
  std::vector<std::string> cells;
  std::uint64_t line = 0;  ///< 1-based, where it begins.
  std::uint64_t offset = 0;
  bool cut = false;  ///< The bytes end within its quotes.
};

/// All rows but blank lines. Quoted cells may hold separators, line ends and doubled quotes; a
/// quote within an unquoted cell is itself. A byte order mark is left out.
std::vector<CsvRow> parse_csv(std::string_view bytes, char separator = ',');

}  // namespace assay::source
