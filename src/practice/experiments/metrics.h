#pragma once
/// metrics.csv of a run: one line a point, "name,step,value,seconds", after a line with those
/// words. `value` is the shortest text that reads back as the same double, or nan, inf, -inf;
/// `seconds` since the run's start, to a millisecond. Names with a comma or a quote are quoted as
/// RFC 4180 says; control characters in them become spaces. The file is only appended to, and a
/// last line without its end (the writer was killed, the disk was full) is not read.
/// Threads: one thread a writer; reading functions are pure.

#include "base/files.h"
#include "practice/experiments/record.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct MetricPoint {
  std::int64_t step = 0;
  double value = 0;
  double seconds = 0;
};

/// Adds one point to a summary.
void add_point(MetricSummary& summary, const MetricPoint& point) noexcept;

/// Appends points. Every append is a whole line; they reach the file by flush(), or when 64 KiB
/// have gathered. Keeps the summaries.
class MetricWriter {
 public:
  /// Throws kIo.
  explicit MetricWriter(const std::filesystem::path& run_folder);
  /// `step`: the caller's; see Steps for numbers given to points without one.
  void append(std::string_view name, const MetricPoint& point);
  /// False once the disk refused; what it refused is kept back and tried again by the next flush,
  /// up to 1 MiB, beyond which points are counted in lost().
  bool flush() noexcept;
  [[nodiscard]] const std::map<std::string, MetricSummary>& summaries() const noexcept {
    return summaries_;
  }
  [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

 private:
  Fd file_;
  std::string waiting_;
  std::map<std::string, MetricSummary> summaries_;
  std::uint64_t lost_ = 0;
};

/// Reads every whole line in order; lines that are none of the format are skipped. A missing file
/// has no points. `name` is valid during the call only. Memory: constant. Throws kIo.
void for_each_point(const std::filesystem::path& run_folder,
                    const std::function<void(std::string_view name, const MetricPoint&)>& use);

/// Reads a file that still grows, each whole line once. Threads: one thread.
class MetricTail {
 public:
  explicit MetricTail(std::filesystem::path run_folder) : folder_(std::move(run_folder)) {}
  /// What has come since the last call, at most 4 MiB of it. `use`: as in for_each_point. Throws
  /// kIo.
  void read(const std::function<void(std::string_view name, const MetricPoint&)>& use);

 private:
  std::filesystem::path folder_;
  Fd file_;
  std::string rest_;  ///< Of a line whose end has not come.
};

/// As the writer kept them, from the file.
std::map<std::string, MetricSummary> summarise_metrics(const std::filesystem::path& run_folder);

/// Some of a metric's points, all of them real ones in the file's order.
struct MetricSeries {
  std::string name;
  std::uint64_t count = 0;  ///< Points of the file.
  std::vector<MetricPoint> points;
};

/// The metrics of a run by name. With more than `most_points` points a metric keeps the first, the
/// last, and the smallest and the largest of equal stretches, so that no peak is hidden (nan counts
/// as a peak); 0 keeps all. `names` empty: all metrics. Throws kIo.
std::vector<MetricSeries> read_metrics(const std::filesystem::path& run_folder,
                                       std::size_t most_points,
                                       const std::vector<std::string>& names = {});

/// The thinning alone. Requires most_points >= 4 or 0.
std::vector<MetricPoint> thin_points(const std::vector<MetricPoint>& points,
                                     std::size_t most_points);

}  // namespace assay::practice
