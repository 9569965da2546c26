#pragma once
/// The map of strengths and gaps behind make_progress. Private to the room. Threads: as the
/// Library.

#include "plan/progress.h"

#include <map>

namespace assay::plan {

/// 0..1 of points.
double strength_of(double points) noexcept;

/// Every topic and every interest in words that the reader wants, with what `points` (by
/// WorkId::v, of works that were read or done) come to, and the next step for each gap. No two gaps
/// get the same work.
std::vector<AreaProgress> make_areas(library::Library& library, const Profile& profile, Day today,
                                     const std::map<std::int64_t, double>& points);

}  // namespace assay::plan
