#pragma once
/// Conditions on metrics: when a run is stopped early, and what a rubric asks.
///
///   loss > 10      accuracy <= 0.5      seconds > 60 (since the start)
///   loss is nan    (or infinite)
///   loss no lower for 20     accuracy no higher for 5     (that many points without a new best)
///
/// Threads: one thread.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace assay::practice {

class StopRule {
 public:
  /// Throws kUsage when `text` is none of the above.
  explicit StopRule(const std::string& text);

  /// Whether the point ends the run. Keeps the best so far of its own metric.
  bool ends_at(std::string_view name, double value) noexcept;
  /// The same for the clock: only rules on "seconds" look at it.
  [[nodiscard]] bool ends_after(double seconds) const noexcept;
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::string& metric() const noexcept { return metric_; }

 private:
  enum class Kind : std::uint8_t { kMore, kAtLeast, kLess, kAtMost, kStrange, kNoLower, kNoHigher };
  [[nodiscard]] bool holds(double value) const noexcept;

  std::string text_;
  std::string metric_;
  Kind kind_ = Kind::kMore;
  double bound_ = 0;
  double best_ = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t since_ = 0;
};

}  // namespace assay::practice
