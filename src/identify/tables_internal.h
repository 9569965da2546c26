#pragma once
/// Tables with figures in Markdown and HTML, and figures before and after a change. Threads: pure
/// functions.

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// The bytes [begin, end) of a table's first row of figures.
struct TableRow {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  /// Its head names a state before and one after ("main | this PR", "baseline | ours").
  bool compares = false;
};

/// Appends the first row of figures of every table in which at least three cells are numbers, with
/// a unit or without ("81.2", "3.4x", "12 ms", "**0.91**"); dates, versions and links are no
/// figures. Cost: linear.
/// Of a table that compares, two figures are enough.
void find_tables(std::string_view text, std::vector<TableRow>& out);

/// Appends the bytes of each measured change that an arrow tells: "18.2 GB -> 11.9 GB", "5.1 s =>
/// 3 s". A unit stands on a side; versions, dates and settings ("timeout 30 s -> 60 s") are none.
/// Cost: linear.
void find_arrows(std::string_view text, std::vector<TableRow>& out);

}  // namespace assay::identify
