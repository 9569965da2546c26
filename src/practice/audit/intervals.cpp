#include "practice/audit/intervals.h"

#include <algorithm>
#include <cmath>

namespace assay::practice {

IntervalEstimate wilson(std::uint64_t hits, std::uint64_t of, double alpha) {
  IntervalEstimate out;
  if (of == 0) {
    return out;
  }
  const auto n = static_cast<double>(of);
  const auto x = static_cast<double>(hits);
  const Interval interval = share_interval(x, n, 1 - alpha);
  out.value = x / n;
  out.low = interval.low;
  out.high = interval.high;
  return out;
}

IntervalEstimate difference(const IntervalEstimate& a, const IntervalEstimate& b) noexcept {
  IntervalEstimate out;
  out.value = a.value - b.value;
  out.low = out.value - std::hypot(a.value - a.low, b.high - b.value);
  out.high = out.value + std::hypot(a.high - a.value, b.value - b.low);
  return out;
}

IntervalEstimate ratio(std::uint64_t hits_a, std::uint64_t of_a, std::uint64_t hits_b,
                       std::uint64_t of_b, double alpha) {
  IntervalEstimate out;
  if (of_a == 0 || of_b == 0 || hits_b == 0) {
    return out;
  }
  const auto rate = [](double hits, double of) { return hits / of; };
  double xa = static_cast<double>(hits_a);
  double xb = static_cast<double>(hits_b);
  const double na = static_cast<double>(of_a);
  const double nb = static_cast<double>(of_b);
  out.value = rate(xa, na) / rate(xb, nb);
  const double extra = hits_a == 0 ? 0.5 : 0;
  xa += extra;
  xb += extra;
  const double log_ratio = std::log(rate(xa, na + extra) / rate(xb, nb + extra));
  const double error =
      std::sqrt(std::max(0.0, 1 / xa - 1 / (na + extra) + 1 / xb - 1 / (nb + extra)));
  const double z = normal_bound(alpha);
  out.low = hits_a == 0 ? 0 : std::exp(log_ratio - z * error);
  out.high = std::exp(log_ratio + z * error);
  return out;
}

IntervalEstimate mean(std::uint64_t n, double sum, double sum_of_squares, double alpha) {
  IntervalEstimate out;
  if (n == 0) {
    return out;
  }
  const double count = static_cast<double>(n);
  out.value = sum / count;
  if (n > 1) {
    const double variance = std::max(0.0, (sum_of_squares - sum * out.value) / (count - 1)) / count;
    const double reach = normal_bound(alpha) * std::sqrt(variance);
    out.low = std::clamp(out.value - reach, 0.0, out.value);
    out.high = std::clamp(out.value + reach, out.value, 1.0);
  }
  return out;
}

Auc auc_of(const ValueHistogram& scores) {
  Auc out;
  out.negatives = scores.total(0);
  out.positives = scores.total(1);
  if (out.negatives == 0 || out.positives == 0) {
    return out;
  }
  const double n = static_cast<double>(out.negatives);
  const double m = static_cast<double>(out.positives);
  const std::vector<ValueHistogram::Bin> bins = scores.bins();
  // Placements: of a positive the share of negatives below it, of a negative that of positives
  // above it. Sums around 1/2 keep digits where all are near one end.
  double below = 0;
  double above = m;
  double sum = 0;
  double squares_of_positives = 0;
  double squares_of_negatives = 0;
  double lost = 0;
  for (const ValueHistogram::Bin& bin : bins) {
    const double negatives = static_cast<double>(bin.count[0]);
    const double positives = static_cast<double>(bin.count[1]);
    above -= positives;
    const double of_positive = (below + negatives / 2) / n - 0.5;
    const double of_negative = (above + positives / 2) / m - 0.5;
    sum += positives * of_positive;
    squares_of_positives += positives * of_positive * of_positive;
    squares_of_negatives += negatives * of_negative * of_negative;
    lost += bin.mixed() ? negatives * positives : 0;
    below += negatives;
  }
  const double centred = sum / m;
  out.value = centred + 0.5;
  out.error = lost / (2 * n * m);
  const auto spread = [&](double squares, double count) {
    return count < 2 ? 0.0 : std::max(0.0, squares - count * centred * centred) / (count - 1);
  };
  out.variance = spread(squares_of_positives, m) / m + spread(squares_of_negatives, n) / n;
  return out;
}

IntervalEstimate auc_interval(const Auc& auc, double alpha) {
  IntervalEstimate out;
  if (auc.negatives == 0 || auc.positives == 0) {
    return out;
  }
  const std::uint64_t trials = std::min(auc.negatives, auc.positives);
  const double inside = auc.value * (1 - auc.value);
  if (auc.variance <= 0 || inside <= 0 || trials < 2) {
    out = wilson(static_cast<std::uint64_t>(std::llround(auc.value * static_cast<double>(trials))),
                 trials, alpha);
    out.value = auc.value;
    out.low = std::min(out.low, out.value);
    out.high = std::max(out.high, out.value);
    return out;
  }
  const double logit = std::log(auc.value / (1 - auc.value));
  const double reach = normal_bound(alpha) * std::sqrt(auc.variance) / inside;
  const auto back = [](double x) { return 1 / (1 + std::exp(-x)); };
  out.value = auc.value;
  out.low = back(logit - reach);
  out.high = back(logit + reach);
  return out;
}

}  // namespace assay::practice
