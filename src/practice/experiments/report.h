#pragma once
/// One page about an experiment that another person can check: what was asked, what was measured,
/// the verdict, how to run it again, what is missing. Threads: pure functions.

#include "practice/document.h"
#include "practice/experiments/checklist.h"
#include "practice/experiments/selection.h"

#include <optional>
#include <string>

namespace assay::practice {

struct Report {
  Document document{""};
  std::optional<Comparison> comparison;  ///< None where the runs cannot be compared.
  std::string svg;                       ///< The curves; empty for none.
};

/// `curve_file`: where the Markdown form finds the picture beside it; empty for no picture there.
/// `at`: the day of writing, seconds since 1970 UTC.
Report make_report(const Selection& selection, const std::string& curve_file, std::int64_t at);

/// The report in Markdown that the reader keeps with a whole experiment (report.md), else one made
/// of its runs now. Throws kNotFound where it has neither; kIo, kLimit above 16 MiB.
std::string report_text(const Selection& selection, std::int64_t at);

}  // namespace assay::practice
