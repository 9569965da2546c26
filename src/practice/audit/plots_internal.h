#pragma once
/// Pictures of an audit, as SVG elements to stand in a page: fixed sizes, no script, no links, a
/// title for those who do not see them. Threads: pure functions.

#include "practice/audit/drift.h"
#include "practice/audit/fairness.h"

#include <cstddef>
#include <string>

namespace assay::practice {

/// Groups that a picture can bear; the largest are shown.
inline constexpr std::size_t kMostPlotted = 8;

/// A row for each group: its rate as a dot, its interval as a line.
std::string rates_svg(const AttributeAudit& attribute, Measure measure);
/// Mean score against the share of positives, bin by bin, with intervals, for one group.
std::string reliability_svg(const GroupAudit& group);
/// The ROC curves of the groups.
std::string roc_svg(const AttributeAudit& attribute);
/// Shares before and after, as pairs of bars.
std::string shares_svg(const DriftFigure& figure, const std::string& column);

/// The colour of group `index`, told apart with any kind of colour vision (after Okabe and Ito).
const char* group_colour(std::size_t index) noexcept;

}  // namespace assay::practice
