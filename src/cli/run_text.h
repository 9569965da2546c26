#pragma once
/// How runs are shown: a line for people, `--json` for programs. Threads: pure functions.

#include "cli/style.h"
#include "practice/experiments/record.h"

#include <string>

namespace assay::cli {

/// "finished", "failed: ended with status 3" …
std::string run_state(const practice::Run& run);
/// "0.812 s", "3 min 12 s", "2 h 05 min"; "41.2 MiB"
std::string seconds_text(double seconds);
std::string bytes_text(std::uint64_t bytes);
/// "loss 0.312 (120), accuracy 0.91 (12)": last values, and points.
std::string metrics_text(const practice::Run& run, std::size_t most);
/// "lr=0.1 seed=3"
std::string setting_text(const practice::Run& run);
/// The lines that tell how a run ended, without a line end at the end.
std::string run_summary(const practice::Run& run);

}  // namespace assay::cli
