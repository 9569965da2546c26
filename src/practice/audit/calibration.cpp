#include "practice/audit/calibration_internal.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace assay::practice {
namespace {

constexpr std::size_t kDraws = 500;

struct Bin {
  double rows = 0;
  double mean_score = 0;
  double positives = 0;  ///< Their share.
};

double error_of(const std::vector<Bin>& bins) {
  double rows = 0;
  double sum = 0;
  for (const Bin& bin : bins) {
    rows += bin.rows;
    sum += bin.rows * std::abs(bin.positives - bin.mean_score);
  }
  return rows > 0 ? sum / rows : 0;
}

double drawn_share(std::mt19937_64& random, double rows, double share) {
  if (rows < 1) {
    return 0;
  }
  std::binomial_distribution<std::int64_t> draw(static_cast<std::int64_t>(rows),
                                                std::clamp(share, 0.0, 1.0));
  return static_cast<double>(draw(random)) / rows;
}

/// Rows anew: a multinomial, drawn bin by bin.
std::vector<Bin> drawn(std::mt19937_64& random, const std::vector<Bin>& bins, double total) {
  std::vector<Bin> out = bins;
  double left = total;
  double share_left = total;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    out[i].rows = i + 1 == bins.size()
                      ? left
                      : std::round(left * drawn_share(random, left, bins[i].rows / share_left));
    left -= out[i].rows;
    share_left -= bins[i].rows;
    out[i].positives = drawn_share(random, out[i].rows, bins[i].positives);
  }
  return out;
}

double at_share(const std::vector<double>& ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  return ascending[static_cast<std::size_t>(std::lround(place))];
}

}  // namespace

CalibrationError::CalibrationError(const Cell& cell, std::uint64_t seed) {
  std::vector<Bin> bins;
  double total = 0;
  for (const Cell::ScoreBin& bin : cell.bins) {
    if (bin.rows > 0) {
      const double rows = static_cast<double>(bin.rows);
      bins.push_back({rows, static_cast<double>(bin.sum) * kSumUnit / rows,
                      static_cast<double>(bin.positives) / rows});
      total += rows;
    }
  }
  if (bins.empty()) {
    return;
  }
  value_ = error_of(bins);
  std::mt19937_64 random(seed);
  std::vector<double> chance;
  for (std::size_t i = 0; i < kDraws; ++i) {
    drawn_.push_back(error_of(drawn(random, bins, total)));
    std::vector<Bin> calibrated = bins;
    for (Bin& bin : calibrated) {
      bin.positives = drawn_share(random, bin.rows, bin.mean_score);
    }
    chance.push_back(error_of(calibrated));
  }
  std::sort(drawn_.begin(), drawn_.end());
  std::sort(chance.begin(), chance.end());
  by_chance_ = at_share(chance, 0.95);
}

IntervalEstimate CalibrationError::interval(double alpha) const {
  IntervalEstimate out;
  if (drawn_.empty()) {
    return out;
  }
  out.value = value_;
  out.low = std::clamp(2 * value_ - at_share(drawn_, 1 - alpha / 2), 0.0, value_);
  out.high = std::clamp(2 * value_ - at_share(drawn_, alpha / 2), value_, 1.0);
  return out;
}

}  // namespace assay::practice
