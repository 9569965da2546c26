#pragma once
/// Statistics of few numbers: what a handful of runs shows and how surely. Values must be finite
/// unless said otherwise: a NaN is for the caller to tell, not for a mean to swallow.
/// Requires, where nothing else is said: at least one value; intervals and tests need two. Throws
/// kInvalid otherwise. Threads: pure functions.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace assay::practice {

struct Interval {
  double low = 0;
  double high = 0;
};

// --- Moments and quantiles ----------------------------------------------------------------------

double mean_of(std::span<const double> values);
/// Standard deviation with n-1; 0 for one value.
double sd_of(std::span<const double> values);
/// Quantile of values in ascending order, linear between neighbours (type 7 of Hyndman and Fan
/// 1996, the default of R and NumPy). 0 <= p <= 1.
double quantile_of_sorted(std::span<const double> sorted, double p);
double median_of(std::span<const double> values);

// --- Distributions ------------------------------------------------------------------------------

double normal_cdf(double z);
/// 0 < p < 1.
double normal_quantile(double p);
/// z with P(|N(0, 1)| > z) = alpha, exact for a small alpha too. 0 < alpha < 1.
double normal_bound(double alpha);
/// x with P(chi-squared > x) = alpha. `df` > 0, 0 < alpha < 1.
double chi_squared_bound(double df, double alpha);
/// `df` > 0, not necessarily whole.
double student_cdf(double t, double df);
double student_quantile(double p, double df);

// --- Intervals ----------------------------------------------------------------------------------

/// Of the mean, by Student's t. 0 < level < 1, as 0.95.
Interval mean_interval(std::span<const double> values, double level);

/// Of a share, by Wilson's score (Wilson 1927; Brown, Cai, DasGupta 2001). 0 <= hits <= n, n > 0.
Interval share_interval(double hits, double n, double level);

struct Bootstrap {
  std::size_t resamples = 9999;
  std::uint64_t seed = 1;
  double level = 0.95;
};
using Statistic = std::function<double(std::span<const double>)>;

/// Bias-corrected and accelerated bootstrap (Efron 1987; Efron and Tibshirani 1993, ch. 14) of a
/// statistic of one sample. The same seed gives the same interval on every machine. Where all
/// resamples agree, both ends are the statistic itself. Intervals of fewer than ten values are too
/// narrow; decide by mean_interval there. Cost: resamples + n calls of `statistic`.
Interval bootstrap_interval(std::span<const double> values, const Statistic& statistic,
                            const Bootstrap& how);
/// The same of the mean.
Interval bootstrap_mean(std::span<const double> values, const Bootstrap& how);

/// Percentile bootstrap: quantiles of what `resample` returns for each of the numbered resamples;
/// for statistics of more than one sample. `resample` is given words from a seeded generator.
/// Resamples that give no finite number are left out.
using Resample = std::function<double(const std::function<std::size_t(std::size_t)>& below)>;
Interval percentile_interval(const Resample& resample, const Bootstrap& how);

// --- Tests --------------------------------------------------------------------------------------

struct TestResult {
  double statistic = 0;
  double p = 1;       ///< Two-sided.
  double df = 0;      ///< Of the t tests.
  bool exact = true;  ///< False: by an approximation or by random draws.
};

/// Paired t of differences. Where all differences are the same: p 1 when they are 0, else 0.
TestResult paired_t(std::span<const double> differences);
/// Welch 1947.
TestResult welch_t(std::span<const double> a, std::span<const double> b);
/// Wilcoxon's signed ranks: zeros are left out, ties get mid-ranks; exact given the ties up to 50
/// differences, else by the normal approximation with a correction for ties. `statistic`: the sum
/// of ranks of positive differences. p 1 where all differences are 0.
TestResult wilcoxon_signed_rank(std::span<const double> differences);
/// Sign flips of the mean (Fisher 1935): all 2^n of them up to n = 20, else 100,000 drawn, p as
/// (b+1)/(m+1) (Phipson and Smyth 2010). `statistic`: the mean.
TestResult sign_flip(std::span<const double> differences, std::uint64_t seed);

/// Holm 1979: adjusted p, in the order given, each at most 1.
std::vector<double> holm(std::span<const double> p);

// --- Sizes --------------------------------------------------------------------------------------

/// Hedges' g of two samples: the difference of means over the pooled sd, with the exact correction
/// for small samples (Hedges 1981). 0 where the means agree, infinite where only the sd is 0.
double hedges_g(std::span<const double> a, std::span<const double> b);
/// Mean over sd of the differences (Cohen's dz), with the same correction for n-1.
double paired_size(std::span<const double> differences);

// --- Power --------------------------------------------------------------------------------------

enum class Design { kPaired, kTwoSamples };
/// Power of the two-sided t test for an effect in sds, by the noncentral t. n: pairs, or runs on
/// each side; >= 2. 0 < alpha < 1.
double power_of(double effect, std::size_t n, double alpha, Design design);
/// Fewest runs (pairs, or on each side) with at least this power; `most` where even those don't
/// do, as for an effect of 0.
std::size_t runs_needed(double effect, double power, double alpha, Design design,
                        std::size_t most = 10000);

}  // namespace assay::practice
