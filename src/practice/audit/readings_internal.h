#pragma once
/// An audit in plain sentences. Threads: pure functions.

#include "practice/audit/fairness.h"

#include <vector>

namespace assay::practice {

/// A gap of less than this, with its whole interval, is called small however sure it is.
inline constexpr double kSmallGap = 0.02;
/// A gap that could reach this is not called fine, though it could be chance.
inline constexpr double kNotableGap = 0.05;
/// 29 CFR 1607.4 D.
inline constexpr double kFourFifths = 0.8;

/// Requires that the groups and gaps are filled in.
std::vector<Reading> read_attribute(const AttributeAudit& attribute);

}  // namespace assay::practice
