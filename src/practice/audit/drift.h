#pragma once
/// What changed from an older file to a newer one of the same columns: the population stability
/// index and the Kolmogorov-Smirnov distance of each column, over all rows and by group. One pass
/// over each file, bounded memory. Threads: one thread.
///
/// Sources: PSI as in Siddiqi, "Credit risk scorecards", 2006 (below 0.1 stable, from 0.25 on
/// shifted); its size by chance, chi-squared (B - 1) times (1/n + 1/m), Yurdakul, Naranjo,
/// "Statistical properties of the population stability index", 2020; the distance's distribution by
/// Stephens's approximation, as in Press et al., "Numerical recipes", 14.3.

#include "practice/audit/tally.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

struct DriftShare {
  std::string value;  ///< "0.2 to 0.35" of a number, a word, or "(empty)".
  double before = 0;  ///< Its share of the older file.
  double after = 0;
};

struct DriftFigure {
  std::uint64_t before = 0;  ///< Rows.
  std::uint64_t after = 0;
  double psi = 0;
  double psi_by_chance = 0;  ///< 95 of 100 samples without any drift stay below.
  /// Of numbers: the greatest distance of both distribution functions, and how likely one as great
  /// is without drift. Absent for words.
  std::optional<double> ks;
  double ks_error = 0;  ///< How far it may be off since values were binned; 0: exact.
  double ks_p = 1;
  std::vector<DriftShare> shares;  ///< Over which PSI was summed.
  [[nodiscard]] bool by_chance() const noexcept { return psi <= psi_by_chance; }
};

struct DriftGroup {
  std::string attribute;  ///< Empty: all rows.
  std::string group;
  DriftFigure figure;
};

struct ColumnDrift {
  std::string column;
  bool numeric = false;
  std::vector<DriftGroup> groups;  ///< All rows first.
};

struct DriftReport {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::vector<ColumnDrift> columns;  ///< In the order of the newer file's header.
  std::vector<std::string> only_before;
  std::vector<std::string> only_after;
  /// Columns with so many different words that they name rows rather than describe them.
  std::vector<std::string> left_out;
  /// Rows with other fields than their file's header has, and the first of them.
  std::uint64_t rows_left_out = 0;
  std::vector<LeftOut> examples;
};

inline constexpr double kPsiStable = 0.1;
inline constexpr double kPsiShifted = 0.25;
/// Different words of a column; more is taken for an identifier.
inline constexpr std::size_t kMostDriftValues = 1000;
/// Histogram bins of all columns and groups together.
inline constexpr std::size_t kMostDriftBins = std::size_t{1} << 19;

/// `groups`: columns whose values divide the rows; both files must have them. A column is numeric
/// when everything in it is a number or missing (csv.h) in both files; PSI is then summed over
/// tenths of the older file, and what is missing counts as one value more. Throws as
/// tally_predictions; kInvalid when no column is in both.
DriftReport compare_files(const std::filesystem::path& after, const std::filesystem::path& before,
                          const std::vector<GroupBy>& groups, const ReadProgress& progress = {});

/// P(a distance as great) of samples of these sizes without drift.
double ks_probability(double distance, std::uint64_t n, std::uint64_t m) noexcept;

}  // namespace assay::practice
