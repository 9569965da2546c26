#pragma once
/// A file of predictions counted by groups in one pass and bounded memory: whatever the number of
/// rows, only counts, sums and histograms of scores are kept. Threads: one thread.

#include "practice/audit/value_histogram.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// A column that divides the rows. With bounds its numbers become bands: 30 and 50 give "< 30",
/// "30 to < 50" and ">= 50".
struct GroupBy {
  std::string column;
  std::vector<double> bounds = {};  ///< Ascending.
};
/// "sex" or "age:30:50". Throws kUsage.
GroupBy parse_group(std::string_view text);
/// The name of the band that holds a number.
std::string band_name(const GroupBy& by, double value);

struct PredictionColumns {
  std::string label;
  std::string score = {};     ///< Empty where there are only decisions.
  std::string decision = {};  ///< Empty where the score against the threshold decides.
  std::vector<GroupBy> groups = {};
  std::string positive = {};  ///< Of label and decision; empty: 1, true, yes, y, positive.
  double threshold = 0.5;     ///< A row is selected when its score is not below it.
};

inline constexpr std::size_t kReliabilityBins = 10;
/// Different values of one group column, and columns.
inline constexpr std::size_t kMostGroupValues = 200;
inline constexpr std::size_t kMostGroupColumns = 4;
/// Combinations of them that occur.
inline constexpr std::size_t kMostCells = 2000;
/// Histogram bins of all cells together: about 60 MB at the most.
inline constexpr std::size_t kMostScoreBins = std::size_t{1} << 19;
/// Sums of scores are kept as integers of this unit, so that no order of rows changes them.
inline constexpr double kSumUnit = 1.0 / (std::uint64_t{1} << 36);

/// Rows of one combination of groups. The first index of pairs is the label, 1 for positive.
struct Cell {
  struct ScoreBin {
    std::uint64_t rows = 0;
    std::uint64_t positives = 0;
    std::uint64_t sum = 0;  ///< Of scores, in kSumUnit.
  };
  std::array<std::array<std::uint64_t, 2>, 2> count = {};  ///< [label][selected]
  std::array<ScoreBin, kReliabilityBins> bins = {};        ///< Of equal width; 1 is in the last.
  std::array<std::uint64_t, 2> sum = {};                   ///< Of scores, in kSumUnit.
  std::array<std::uint64_t, 2> squares = {};               ///< Of squared scores, in kSumUnit.
  ValueHistogram scores;

  void merge(const Cell& other);
  [[nodiscard]] std::uint64_t rows() const noexcept {
    return count[0][0] + count[0][1] + count[1][0] + count[1][1];
  }
  [[nodiscard]] std::uint64_t of_label(unsigned label) const noexcept {
    return count.at(label)[0] + count.at(label)[1];
  }
  [[nodiscard]] std::uint64_t selected() const noexcept { return count[0][1] + count[1][1]; }
};

/// A row that could not be used.
struct LeftOut {
  std::uint64_t line = 0;
  std::string why;
};

struct Tally {
  PredictionColumns columns;
  /// For each group column its values in the order of their names; bands in the order of numbers.
  std::vector<std::vector<std::string>> values;
  struct Entry {
    std::vector<std::size_t> group;  ///< An index into values[i] for each group column.
    Cell cell;
  };
  std::vector<Entry> cells;  ///< Ascending by group.
  std::uint64_t rows = 0;    ///< That were used.
  std::uint64_t left_out = 0;
  std::vector<LeftOut> examples;  ///< The first of those.
};

/// Called now and then: bytes and rows so far, bytes of all.
using ReadProgress =
    std::function<void(std::uint64_t bytes, std::uint64_t rows, std::uint64_t of_bytes)>;

/// Reads and counts. Rows with a missing label, a score that is no number, or more or fewer fields
/// than the header are left out and counted; an empty value of a group is a group, "(empty)".
/// Throws kNotFound (file, column), kInvalid (a score outside of 0..1, a label with three values or
/// none that is known to be positive, a broken quote, no row left), kLimit (kMost…), kUsage
/// (neither score nor decision).
Tally tally_predictions(const std::filesystem::path& file, const PredictionColumns& columns,
                        const ReadProgress& progress = {});

}  // namespace assay::practice
