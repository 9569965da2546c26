#include "practice/statistics.h"

#include "base/error.h"
#include "practice/log_gamma.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay::practice {
namespace {

void require(bool holds, const char* what) {
  if (!holds) {
    throw Error(Errc::kInvalid, what);
  }
}

void require_values(std::span<const double> values, std::size_t least) {
  require(values.size() >= least, "too few values for this statistic");
  require(std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }),
          "a value that is no finite number");
}

void require_level(double level) {
  require(level > 0 && level < 1, "a level lies between 0 and 1");
}

/// SplitMix64 (Steele, Lea, Flood 2014): short, and the same everywhere, which std::uniform_*
/// isn't.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}
  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  /// A number below n, n > 0; its bias of n/2^64 doesn't show.
  std::size_t below(std::size_t n) noexcept { return next() % n; }

 private:
  std::uint64_t state_;
};

double two_sided(double t, double df) {
  return std::min(1.0, 2 * student_cdf(-std::abs(t), df));
}

/// J of Hedges 1981, equation 6e.
double small_sample(double df) {
  return std::exp(log_gamma(df / 2) - log_gamma((df - 1) / 2)) / std::sqrt(df / 2);
}

double over(double numerator, double denominator) {
  if (denominator > 0) {
    return numerator / denominator;
  }
  return numerator == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), numerator);
}

/// A spread that is but rounding of values of that size counts as none.
double true_sd(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) {
    largest = std::max(largest, std::abs(value));
  }
  const double sd = sd_of(values);
  return sd > 8 * std::numeric_limits<double>::epsilon() * largest ? sd : 0;
}

struct Ranked {
  std::vector<std::size_t> doubled;  ///< Twice the mid-rank of each |difference|, ascending.
  std::vector<bool> positive;
  double tie_term = 0;  ///< Sum of t^3 - t over ties.
};

Ranked rank_differences(std::span<const double> differences) {
  std::vector<double> kept;
  std::copy_if(differences.begin(), differences.end(), std::back_inserter(kept),
               [](double d) { return d != 0; });
  std::sort(kept.begin(), kept.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  Ranked out;
  for (std::size_t i = 0; i < kept.size();) {
    std::size_t end = i;
    while (end < kept.size() && std::abs(kept[end]) == std::abs(kept[i])) {
      ++end;
    }
    const auto ties = static_cast<double>(end - i);
    out.tie_term += ties * ties * ties - ties;
    for (std::size_t k = i; k < end; ++k) {
      out.doubled.push_back(i + 1 + end);
      out.positive.push_back(kept[k] > 0);
    }
    i = end;
  }
  return out;
}

/// How many of all 2^n signings give a doubled rank sum of at most `sum`, as a share.
double share_at_most(const std::vector<std::size_t>& doubled, std::size_t sum) {
  const std::size_t total = std::accumulate(doubled.begin(), doubled.end(), std::size_t{0});
  std::vector<double> ways(total + 1, 0.0);
  ways[0] = 1;
  for (const std::size_t rank : doubled) {
    for (std::size_t s = total + 1; s-- > rank;) {
      ways[s] += ways[s - rank];
    }
    for (double& way : ways) {
      way /= 2;
    }
  }
  return std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(sum) + 1, 0.0);
}

/// By leaving out one value at a time (Efron and Tibshirani 1993, equation 14.15).
double acceleration_of(std::span<const double> values, const Statistic& statistic) {
  std::vector<double> left_out;
  for (std::size_t out = 0; out < values.size(); ++out) {
    std::vector<double> rest(values.begin(), values.end());
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(out));
    left_out.push_back(statistic(rest));
  }
  const double middle = mean_of(left_out);
  double squares = 0;
  double cubes = 0;
  for (const double one : left_out) {
    squares += (middle - one) * (middle - one);
    cubes += (middle - one) * (middle - one) * (middle - one);
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

}  // namespace

double mean_of(std::span<const double> values) {
  require_values(values, 1);
  const double rough =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double rest = 0;
  for (const double value : values) {
    rest += value - rough;
  }
  return rough + rest / static_cast<double>(values.size());
}

double sd_of(std::span<const double> values) {
  const double mean = mean_of(values);
  if (values.size() < 2) {
    return 0;
  }
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantile_of_sorted(std::span<const double> sorted, double p) {
  require_values(sorted, 1);
  require(p >= 0 && p <= 1, "a quantile lies between 0 and 1");
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double median_of(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return quantile_of_sorted(sorted, 0.5);
}

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

double normal_quantile(double p) {
  require_level(p);
  return boost::math::quantile(boost::math::normal(), p);
}

double normal_bound(double alpha) {
  require_level(alpha);
  return boost::math::quantile(boost::math::complement(boost::math::normal(), alpha / 2));
}

double chi_squared_bound(double df, double alpha) {
  require(df > 0, "degrees of freedom are above 0");
  require_level(alpha);
  return boost::math::quantile(boost::math::complement(boost::math::chi_squared(df), alpha));
}

double student_cdf(double t, double df) {
  require(df > 0, "degrees of freedom are above 0");
  if (std::isinf(t)) {
    return t > 0 ? 1 : 0;
  }
  return boost::math::cdf(boost::math::students_t(df), t);
}

double student_quantile(double p, double df) {
  require_level(p);
  require(df > 0, "degrees of freedom are above 0");
  return boost::math::quantile(boost::math::students_t(df), p);
}

Interval mean_interval(std::span<const double> values, double level) {
  require_values(values, 2);
  require_level(level);
  const auto n = static_cast<double>(values.size());
  const double mean = mean_of(values);
  const double half = student_quantile((1 + level) / 2, n - 1) * sd_of(values) / std::sqrt(n);
  return {mean - half, mean + half};
}

Interval share_interval(double hits, double n, double level) {
  require(n > 0 && hits >= 0 && hits <= n, "a share needs 0 <= hits <= n, n > 0");
  require_level(level);
  const double z = normal_bound(1 - level);
  const double share = hits / n;
  const double scale = 1 + z * z / n;
  const double middle = (share + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {hits == 0 ? 0 : std::max(0.0, middle - half),
          hits == n ? 1 : std::min(1.0, middle + half)};
}

Interval bootstrap_interval(std::span<const double> values, const Statistic& statistic,
                            const Bootstrap& how) {
  require_values(values, 2);
  require_level(how.level);
  require(how.resamples >= 100, "a bootstrap needs 100 resamples");
  const double whole = statistic(values);
  Random random(how.seed);
  std::vector<double> drawn(values.size());
  std::vector<double> found(how.resamples);
  double below = 0;
  for (double& one : found) {
    for (double& value : drawn) {
      value = values[random.below(values.size())];
    }
    one = statistic(drawn);
    below += one < whole ? 1 : one == whole ? 0.5 : 0;
  }
  std::sort(found.begin(), found.end());
  if (found.front() == found.back()) {
    return {whole, whole};
  }
  const double acceleration = acceleration_of(values, statistic);
  const auto count = static_cast<double>(how.resamples);
  const double bias = normal_quantile(std::clamp(below / count, 0.5 / count, 1 - 0.5 / count));
  const auto end = [&](double p) {
    const double z = bias + normal_quantile(p);
    return quantile_of_sorted(found, normal_cdf(bias + z / (1 - acceleration * z)));
  };
  return {end((1 - how.level) / 2), end((1 + how.level) / 2)};
}

Interval bootstrap_mean(std::span<const double> values, const Bootstrap& how) {
  return bootstrap_interval(
      values,
      [](std::span<const double> drawn) {
        return std::accumulate(drawn.begin(), drawn.end(), 0.0) / static_cast<double>(drawn.size());
      },
      how);
}

Interval percentile_interval(const Resample& resample, const Bootstrap& how) {
  require_level(how.level);
  Random random(how.seed);
  std::vector<double> found;
  for (std::size_t i = 0; i < how.resamples; ++i) {
    const double one = resample([&random](std::size_t n) { return random.below(n); });
    if (std::isfinite(one)) {
      found.push_back(one);
    }
  }
  std::sort(found.begin(), found.end());
  return {quantile_of_sorted(found, (1 - how.level) / 2),
          quantile_of_sorted(found, (1 + how.level) / 2)};
}

TestResult paired_t(std::span<const double> differences) {
  require_values(differences, 2);
  const auto n = static_cast<double>(differences.size());
  const double t = over(mean_of(differences) * std::sqrt(n), true_sd(differences));
  return {t, two_sided(t, n - 1), n - 1, true};
}

TestResult welch_t(std::span<const double> a, std::span<const double> b) {
  require_values(a, 2);
  require_values(b, 2);
  const double of_a = true_sd(a) * true_sd(a) / static_cast<double>(a.size());
  const double of_b = true_sd(b) * true_sd(b) / static_cast<double>(b.size());
  const double t = over(mean_of(a) - mean_of(b), std::sqrt(of_a + of_b));
  const double df = of_a + of_b > 0 ? (of_a + of_b) * (of_a + of_b) /
                                          (of_a * of_a / static_cast<double>(a.size() - 1) +
                                           of_b * of_b / static_cast<double>(b.size() - 1))
                                    : static_cast<double>(a.size() + b.size() - 2);
  return {t, two_sided(t, df), df, true};
}

TestResult wilcoxon_signed_rank(std::span<const double> differences) {
  constexpr std::size_t kMostExact = 50;
  require_values(differences, 1);
  const Ranked ranked = rank_differences(differences);
  const std::size_t n = ranked.doubled.size();
  std::size_t positive = 0;
  std::size_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += ranked.doubled[i];
    positive += ranked.positive[i] ? ranked.doubled[i] : 0;
  }
  TestResult out;
  out.statistic = static_cast<double>(positive) / 2;
  if (n == 0) {
    return out;
  }
  if (n <= kMostExact) {
    out.p = std::min(1.0, 2 * share_at_most(ranked.doubled, std::min(positive, total - positive)));
    return out;
  }
  out.exact = false;
  const auto count = static_cast<double>(n);
  const double variance = count * (count + 1) * (2 * count + 1) / 24 - ranked.tie_term / 48;
  const double z = (out.statistic - static_cast<double>(total) / 4) / std::sqrt(variance);
  out.p = std::min(1.0, 2 * normal_cdf(-std::abs(z)));
  return out;
}

TestResult sign_flip(std::span<const double> differences, std::uint64_t seed) {
  constexpr std::size_t kMostExact = 20;
  constexpr std::size_t kDraws = 100000;
  require_values(differences, 1);
  TestResult out;
  out.statistic = mean_of(differences);
  const double sum = std::accumulate(differences.begin(), differences.end(), 0.0);
  double scale = 0;
  for (const double d : differences) {
    scale += std::abs(d);
  }
  const double least = std::abs(sum) - 1e-12 * scale;  // what rounding may take from an equal sum
  out.exact = differences.size() <= kMostExact;
  const std::size_t rounds = out.exact ? std::size_t{1} << differences.size() : kDraws;
  Random random(seed);
  std::size_t reached = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    double flipped = 0;
    std::uint64_t signs = round;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      if (!out.exact && i % 64 == 0) {
        signs = random.next();
      }
      flipped += ((signs >> (i % 64)) & 1U) != 0 ? differences[i] : -differences[i];
    }
    reached += std::abs(flipped) >= least ? 1U : 0U;
  }
  out.p = out.exact ? static_cast<double>(reached) / static_cast<double>(rounds)
                    : static_cast<double>(reached + 1) / static_cast<double>(rounds + 1);
  return out;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> out(p.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, std::min(1.0, p[order[i]] * static_cast<double>(p.size() - i)));
    out[order[i]] = largest;
  }
  return out;
}

double hedges_g(std::span<const double> a, std::span<const double> b) {
  require_values(a, 2);
  require_values(b, 2);
  const auto of_a = static_cast<double>(a.size() - 1);
  const auto of_b = static_cast<double>(b.size() - 1);
  const double df = of_a + of_b;
  const double pooled =
      std::sqrt((of_a * std::pow(true_sd(a), 2) + of_b * std::pow(true_sd(b), 2)) / df);
  return over(mean_of(a) - mean_of(b), pooled) * small_sample(df);
}

double paired_size(std::span<const double> differences) {
  require_values(differences, 2);
  const double size = over(mean_of(differences), true_sd(differences));
  // With two pairs the correction is 0/0 at df 1: the plain quotient stays.
  return differences.size() > 2 ? size * small_sample(static_cast<double>(differences.size() - 1))
                                : size;
}

double power_of(double effect, std::size_t n, double alpha, Design design) {
  require_level(alpha);
  require(n >= 2 && std::isfinite(effect), "power needs two runs and a finite effect");
  const auto count = static_cast<double>(n);
  const double df = design == Design::kPaired ? count - 1 : 2 * count - 2;
  const double shift = std::abs(effect) * std::sqrt(design == Design::kPaired ? count : count / 2);
  constexpr double kCertain = 37;  // beyond it the distribution cannot be told from a point
  if (shift > kCertain * std::sqrt(count)) {
    return 1;
  }
  const double critical = student_quantile(1 - alpha / 2, df);
  if (shift == 0) {
    return alpha;
  }
  const boost::math::non_central_t shifted(df, shift);
  return boost::math::cdf(boost::math::complement(shifted, critical)) +
         boost::math::cdf(shifted, -critical);
}

std::size_t runs_needed(double effect, double power, double alpha, Design design,
                        std::size_t most) {
  require_level(power);
  if (!(std::abs(effect) > 0)) {
    return most;
  }
  if (std::isinf(effect)) {
    return 2;
  }
  std::size_t enough = 2;
  while (enough < most && power_of(effect, enough, alpha, design) < power) {
    enough = std::min(most, enough * 2);
  }
  std::size_t low = std::max<std::size_t>(2, enough / 2);
  while (low < enough) {
    const std::size_t middle = low + (enough - low) / 2;
    if (power_of(effect, middle, alpha, design) < power) {
      low = middle + 1;
    } else {
      enough = middle;
    }
  }
  return enough;
}

}  // namespace assay::practice
