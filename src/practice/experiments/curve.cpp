#include "practice/experiments/curve.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::practice {
namespace {

using Points = std::vector<MetricPoint>;

/// Finite points by step, one a step.
Points in_order(const Points& points) {
  Points out;
  out.reserve(points.size());
  std::copy_if(points.begin(), points.end(), std::back_inserter(out),
               [](const MetricPoint& point) { return std::isfinite(point.value); });
  std::stable_sort(out.begin(), out.end(),
                   [](const MetricPoint& a, const MetricPoint& b) { return a.step < b.step; });
  std::size_t kept = 0;
  for (const MetricPoint& point : out) {
    if (kept > 0 && out[kept - 1].step == point.step) {
      out[kept - 1] = point;
    } else {
      out[kept++] = point;
    }
  }
  out.resize(kept);
  return out;
}

/// A run on its way over the steps, which only grow.
class Walker {
 public:
  explicit Walker(Points points) : points_(std::move(points)) {}
  [[nodiscard]] const Points& points() const noexcept { return points_; }

  /// False where the run does not reach.
  bool value_at(std::int64_t step, double& value) {
    while (next_ < points_.size() && points_[next_].step < step) {
      ++next_;
    }
    if (next_ == points_.size()) {
      return false;
    }
    const MetricPoint& after = points_[next_];
    if (after.step == step) {
      value = after.value;
      return true;
    }
    if (next_ == 0) {
      return false;
    }
    const MetricPoint& before = points_[next_ - 1];
    const double share =
        static_cast<double>(step - before.step) / static_cast<double>(after.step - before.step);
    value = before.value + share * (after.value - before.value);
    return true;
  }

 private:
  Points points_;
  std::size_t next_ = 0;
};

std::vector<BandPoint> full_band(std::vector<Walker>& walkers) {
  std::vector<std::int64_t> steps;
  for (const Walker& walker : walkers) {
    for (const MetricPoint& point : walker.points()) {
      steps.push_back(point.step);
    }
  }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  std::vector<BandPoint> out;
  out.reserve(steps.size());
  for (const std::int64_t step : steps) {
    BandPoint point;
    point.step = static_cast<double>(step);
    point.low = std::numeric_limits<double>::infinity();
    point.high = -point.low;
    double sum = 0;
    double reached = 0;
    for (Walker& walker : walkers) {
      double value = 0;
      if (walker.value_at(step, value)) {
        sum += value;
        reached += 1;
        point.low = std::min(point.low, value);
        point.high = std::max(point.high, value);
      }
    }
    point.mean = sum / reached;  // some run has each of the steps
    out.push_back(point);
  }
  return out;
}

}  // namespace

void thin_band(const std::vector<BandPoint>& full, std::size_t columns, ArmCurve& out) {
  if (full.empty()) {
    return;
  }
  const double first = full.front().step;
  const double width = (full.back().step - first) / static_cast<double>(columns);
  const auto column_of = [&](const BandPoint& point) {
    return width > 0 ? std::min(columns - 1, static_cast<std::size_t>((point.step - first) / width))
                     : 0;
  };
  for (std::size_t begin = 0; begin < full.size();) {
    std::size_t end = begin;
    while (end < full.size() && column_of(full[end]) == column_of(full[begin])) {
      ++end;
    }
    std::size_t lowest = begin;
    std::size_t highest = begin;
    BandPoint span = full[begin + (end - begin) / 2];
    for (std::size_t i = begin; i < end; ++i) {
      lowest = full[i].mean < full[lowest].mean ? i : lowest;
      highest = full[i].mean > full[highest].mean ? i : highest;
      span.low = std::min(span.low, full[i].low);
      span.high = std::max(span.high, full[i].high);
    }
    std::vector<std::size_t> kept = {begin, lowest, highest, end - 1};
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    for (const std::size_t i : kept) {
      out.line.push_back(full[i]);
    }
    out.band.push_back(span);
    begin = end;
  }
}

ArmCurve make_curve(const std::string& name, const std::vector<Points>& runs, std::size_t columns) {
  ArmCurve out;
  out.name = name;
  std::vector<Walker> walkers;
  for (const Points& run : runs) {
    out.points += run.size();
    out.strange += static_cast<std::uint64_t>(
        std::count_if(run.begin(), run.end(),
                      [](const MetricPoint& point) { return !std::isfinite(point.value); }));
    Points points = in_order(run);
    if (!points.empty()) {
      walkers.emplace_back(std::move(points));
    }
  }
  out.runs = walkers.size();
  thin_band(full_band(walkers), columns, out);
  return out;
}

std::string curves_json(const std::vector<ArmCurve>& curves) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const ArmCurve& curve : curves) {
    nlohmann::ordered_json line = nlohmann::ordered_json::array();
    for (const BandPoint& point : curve.line) {
      line.push_back({point.step, point.mean});
    }
    nlohmann::ordered_json band = nlohmann::ordered_json::array();
    for (const BandPoint& point : curve.band) {
      band.push_back({point.step, point.low, point.high});
    }
    out.push_back({{"name", curve.name},
                   {"runs", curve.runs},
                   {"points", curve.points},
                   {"strange", curve.strange},
                   {"line", line},
                   {"band", band}});
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::practice
