#include "practice/labs/statistics.h"

#include "practice/log_gamma.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace assay::practice {
namespace {

constexpr double kFewest = 5;
constexpr int kMostTerms = 10000;
constexpr double kSmall = 1e-15;

double lower_by_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < kMostTerms && term > sum * kSmall; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * std::exp(a * std::log(x) - x - log_gamma(a));
}

/// Lentz's way of evaluating a continued fraction.
double upper_by_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double h = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double an = -n * (n - a);
    b += 2;
    d = an * d + b;
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    c = b + an / c;
    c = std::abs(c) < kTiny ? kTiny : c;
    h *= d * c;
    if (std::abs(d * c - 1) < kSmall) {
      break;
    }
  }
  return h * std::exp(a * std::log(x) - x - log_gamma(a));
}

Array shares(const std::vector<double>& counts, double total) {
  Array out = Array::vector(counts);
  for (double& one : out.data) {
    one /= total;
  }
  return out;
}

}  // namespace

double chi_square_tail(double x, double degrees) {
  const double a = degrees / 2;
  const double half = x / 2;
  if (!(half > 0)) {
    return 1;
  }
  return half < a + 1 ? 1 - lower_by_series(a, half) : upper_by_fraction(a, half);
}

Finding judge_draws(const Array& draws, const std::vector<double>& probabilities, double alpha,
                    const std::string& teach, std::size_t call) {
  const std::string lead = teach.empty() ? "" : teach + "; ";
  std::vector<double> counts(probabilities.size());
  for (const double draw : draws.data) {
    const bool possible = draw >= 0 && draw < static_cast<double>(counts.size()) &&
                          draw == std::floor(draw) &&
                          probabilities[static_cast<std::size_t>(draw)] > 0;
    if (!possible) {
      return {fmt::format("{}{:g} was drawn, which has probability 0", lead, draw), call, "", ""};
    }
    ++counts[static_cast<std::size_t>(draw)];
  }
  const auto total = static_cast<double>(draws.size());
  double chi = 0;
  double bins = 0;
  double rare = 0;
  double rare_expected = 0;
  const auto add = [&](double count, double expected) {
    chi += (count - expected) * (count - expected) / expected;
    ++bins;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = total * probabilities[i];
    if (expected < kFewest) {
      rare += counts[i];
      rare_expected += expected;
    } else {
      add(counts[i], expected);
    }
  }
  if (rare_expected > 0) {
    add(rare, rare_expected);
  }
  const double chance = bins > 1 ? chi_square_tail(chi, bins - 1) : 1;
  if (chance >= alpha) {
    return {};
  }
  return {fmt::format("{}of {:.0f} draws the shares are too far from their probabilities: right "
                      "ones are so far off with probability {:.1g} (chi-square {:.1f} with {:.0f} "
                      "degrees of freedom)",
                      lead, total, chance, chi, bins - 1),
          call, array_words(Array::vector(probabilities)), array_words(shares(counts, total))};
}

}  // namespace assay::practice
