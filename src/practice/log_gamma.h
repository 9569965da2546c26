#pragma once

#include <cmath>

namespace assay::practice {

/// The logarithm of |gamma(x)|. std::lgamma writes the sign of gamma(x) to a global of the process,
/// which races where two threads compute; the sign is left out here.
/// Threads: safe. Source: lgamma_r(3), POSIX's reentrant form of lgamma.
inline double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace assay::practice
