#pragma once
/// The parts of the audit. Threads: as the Library.

#include "plan/audit.h"

namespace assay::plan {

/// Fills picks, available and sampled of `view` too.
std::vector<Spread> audit_spread(library::Library& library, const Profile& profile,
                                 const RadarOptions& options, AuditView& view);

}  // namespace assay::plan
