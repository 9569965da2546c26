#pragma once
/// Tables with figures in Markdown and HTML. Threads: pure functions.

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// The bytes [begin, end) of a table's first row of figures.
struct TableRow {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Appends the first row of figures of every table in which at least three cells are numbers, with
/// a unit or without ("81.2", "3.4x", "12 ms", "**0.91**"); dates, versions and links are no
/// figures. Cost: linear.
void find_tables(std::string_view text, std::vector<TableRow>& out);

}  // namespace assay::identify
