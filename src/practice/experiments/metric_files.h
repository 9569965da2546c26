#pragma once
/// Metrics that a run writes to files, read while they grow: files that the user names, the file
/// that assay_log.py writes, TensorBoard's event files and MLflow's file store. Threads: one
/// thread.

#include "practice/experiments/folder.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// A point as a file has it. `unix_seconds`: when the file says it was made; 0 when it does not.
using PointSink = std::function<void(const std::string& name, std::optional<std::int64_t> step,
                                     double value, double unix_seconds)>;

/// One file that is read on from where it was left.
class MetricFile {
 public:
  enum class Kind : std::uint8_t {
    kLines,   ///< metric_lines.h: name=value, JSON lines
    kCsv,     ///< A first line with names; a column step (or epoch …) tells the step.
    kEvents,  ///< event_file.h
    kMlflow,  ///< "timestamp_ms value step" (step may be missing), one metric a file
  };
  /// `from`: bytes that were there before the run, which are not its own. `name`: of kMlflow.
  MetricFile(std::filesystem::path file, Kind kind, std::uint64_t from, std::string name);

  /// Reads what is new; `last`: the run is over, a last line without an end counts.
  void look(const PointSink& sink, bool last);
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

 private:
  void take_line(std::string_view line, const PointSink& sink);
  std::size_t take(std::string_view bytes, const PointSink& sink, bool last);
  void take_row(std::string_view line, const PointSink& sink);

  std::filesystem::path file_;
  Kind kind_;
  std::uint64_t at_ = 0;    ///< Bytes read.
  std::uint64_t from_ = 0;  ///< Bytes that are not the run's.
  std::string name_;
  std::string rest_;  ///< Read, but not yet whole.
  std::vector<std::string> columns_;
  std::string trouble_;
};

/// All of a run's files.
class MetricFiles {
 public:
  /// Files of the user's: read once they are there. Ending in .csv: kCsv, else kLines.
  void name(const std::filesystem::path& file, const FolderState& before,
            const std::filesystem::path& folder);
  /// Looks for event files and MLflow metrics among the files of a folder that are not in `before`,
  /// or have grown. `is_own`: asked once about each event file, whether this run writes it.
  void find(const std::filesystem::path& folder, const FolderState& before, const FolderState& now,
            const std::function<bool(const std::string& path)>& is_own);
  void look(const PointSink& sink, bool last);
  [[nodiscard]] std::vector<std::string> troubles() const;

 private:
  std::map<std::filesystem::path, std::optional<MetricFile>> files_;  ///< Empty: not this run's.
};

}  // namespace assay::practice
