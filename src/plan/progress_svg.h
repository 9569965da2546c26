#pragma once
/// Progress as a picture to show: weeks as columns by track, hours, strengths and gaps. Threads:
/// pure functions.

#include "plan/progress.h"

#include <string>

namespace assay::plan {

/// One SVG 1.1 document, 960 pixels wide, for a light background, without scripts, outside fonts or
/// links; with a title and a description for those who do not see it. The same view gives the same
/// bytes.
std::string to_svg(const ProgressView& view);

}  // namespace assay::plan
