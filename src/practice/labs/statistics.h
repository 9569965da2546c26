#pragma once
/// Whether draws follow the distribution that they are to follow. Threads: pure functions.

#include "practice/labs/code.h"

#include <string>
#include <vector>

namespace assay::practice {

/// The chance that a chi-square variable of so many degrees of freedom (above 0) exceeds x: the
/// regularised incomplete gamma function Q(degrees / 2, x / 2), by its series (DLMF 8.7.1) below
/// degrees / 2 + 1 and its continued fraction (DLMF 8.9.2) above. Relative error below 1e-9.
double chi_square_tail(double x, double degrees);

/// Pearson's chi-square test of whole numbers 0 to n-1 against their probabilities (which add up to
/// 1); those that are expected fewer than 5 times are counted together. It finds something in right
/// draws with probability `alpha` (as far as the test's limit distribution holds), and at once
/// where a number comes that cannot. `teach` begins the message.
Finding judge_draws(const Array& draws, const std::vector<double>& probabilities, double alpha,
                    const std::string& teach, std::size_t call = 0);

}  // namespace assay::practice
