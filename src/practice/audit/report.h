#pragma once
/// An audit, a plan of thresholds and a comparison of files as JSON, as a page and as a model card.
/// The command's text is made of the same figures. Threads: pure functions.

#include "practice/audit/drift.h"
#include "practice/audit/fairness.h"
#include "practice/audit/thresholds.h"

#include <string>
#include <vector>

namespace assay::practice {

/// {"rows","left_out","examples":[{"line","why"}],"level","threshold","all":{group},
///  "attributes":[{"name","reference","groups":[{group}],"gaps":[…],"readings":[…]}],
///  "thresholds":[…]}; a figure is {"value","low","high"} or null. See docs/audit.md.
std::string to_json(const FairnessAudit& audit, const std::vector<ThresholdPlan>& plans);
/// {"before","after","columns":[{"column","numeric","groups":[…]}],"only_before","only_after",
///  "left_out","rows_left_out","examples":[{"line","why"}]}
std::string to_json(const DriftReport& report);

/// One HTML page that needs nothing beside it: no script, no outside address; plots are SVG.
std::string to_html(const FairnessAudit& audit, const std::vector<ThresholdPlan>& plans,
                    const std::string& title);
std::string to_html(const DriftReport& report, const std::string& title);

/// A model card in Markdown, by the sections of Mitchell et al., "Model cards for model reporting",
/// 2019: filled with what the audit knows; what only its maker knows stands as "to be filled in".
/// `file`: the name of the predictions; `day`: "2026-11-27".
std::string to_model_card(const FairnessAudit& audit, const std::string& file,
                          const std::string& day);

/// "0.62 (0.58 to 0.66)", "62.0% (58.1 to 65.7)" for rates; "-" for what is unknown.
std::string figure_words(const IntervalEstimate& estimate, bool percent);
/// Whether a measure is shown in per cent.
bool is_rate(Measure measure) noexcept;
/// A threshold as it is best written: "0.53", "nobody" above every score.
std::string threshold_words(double threshold);
/// "stable", "some change", "shifted", with "within chance" where it is.
std::string psi_words(const DriftFigure& figure);

}  // namespace assay::practice
