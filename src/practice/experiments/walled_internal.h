#pragma once
/// A run's program walled off (sandbox.h): no network, the system, the working folder and the
/// interpreter read-only, $ASSAY_OUT the only place to write to. Private to the part. Threads: as
/// sandbox.h.

#include "practice/experiments/process.h"

#include <filesystem>

namespace assay::practice {

/// The start of the same program inside. Throws kInvalid where programs cannot be walled off.
ProcessStart wall_off(const ProcessStart& start, const std::filesystem::path& out);

}  // namespace assay::practice
