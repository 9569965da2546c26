#pragma once
/// Metrics in what a program prints. Threads: one thread an object; functions are pure.
///
/// A line counts when it has
///   - `name=value` or `name = value`, any number of them, at the line's start or behind a space or
///     one of , ; ( [ { |. The name begins with a letter or "_" and goes on with letters, digits
///     and _ . / -; the value is a number, nan or inf, a "%" behind it is dropped, and what follows
///     it is no part of a longer word ("version=3.11.2" and "time=30s" are no metrics).
///   - or is one JSON object: {"step": 3, "loss": 0.25, "eval": {"acc": 0.9}}; inner names are
///     joined by "/", true, false, texts and lists are left out, NaN and Infinity as Python writes
///     them are read. {"name": "loss", "value": 0.25, "step": 3} is the one point that it says.
/// step, global_step, iteration, iter, epoch (the first of these that the line has, as a whole
/// number) tells the step of all points of the line; without one, a name's next step is one more
/// than its last, from 0.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

struct LineMetrics {
  std::optional<std::int64_t> step;
  std::vector<std::pair<std::string, double>> values;
};

/// The metrics of one line without its end, any bytes.
LineMetrics metrics_of_line(std::string_view line);
/// Those of a text that is one JSON object; nothing for any other text.
LineMetrics metrics_of_json(std::string_view text);
/// Moves the step, when there is one, out of `values`.
void take_step(LineMetrics& metrics);
/// A number as programs print it: nan, inf, -Infinity and a sign are understood.
std::optional<double> parse_metric_number(std::string_view text);

/// Numbers the points that come without a step.
class Steps {
 public:
  /// The step of a point: `step`, or one more than the last of that name.
  std::int64_t next(const std::string& name, std::optional<std::int64_t> step);

 private:
  std::map<std::string, std::int64_t> last_;
};

/// Cuts what arrives in pieces into lines; "\r" ends a line as "\n" does. A line beyond 64 KiB is
/// left out. Memory: at most one line.
class LineCutter {
 public:
  template <typename Use>
  void add(std::string_view bytes, const Use& use) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find_first_of("\n\r");
      const std::string_view piece = bytes.substr(0, end);
      if (end == std::string_view::npos) {
        keep(piece);
        return;
      }
      bytes.remove_prefix(end + 1);
      if (begun_.empty() && !too_long_) {
        use(piece);
      } else {
        keep(piece);
        finish(use);
      }
    }
  }
  /// The last line, when it had no end.
  template <typename Use>
  void finish(const Use& use) {
    if (!too_long_ && !begun_.empty()) {
      use(std::string_view(begun_));
    }
    begun_.clear();
    too_long_ = false;
  }

 private:
  void keep(std::string_view piece);

  std::string begun_;
  bool too_long_ = false;
};

}  // namespace assay::practice
