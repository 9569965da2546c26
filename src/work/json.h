#pragma once
/// The `works` format: one JSON object a work (docs/cli.md). Threads: pure functions.

#include "work/work.h"

#include <string>

namespace assay {

/// One line of the `works` format without the line end. Empty fields are left out; what `extra`
/// holds comes back as fields of its own. Reading it again by source's parser gives an equal work.
std::string to_works_json(const Work& work);

}  // namespace assay
