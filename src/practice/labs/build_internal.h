#pragma once
/// Builds a solution in C++: the compiler runs walled off as well, and what it made is kept.
/// Threads: as sandbox.h; processes may share a cache.

#include "practice/labs/lab.h"
#include "practice/labs/program.h"

#include <string>

namespace assay::practice {

/// The program of a solution. Throws kInvalid with the compiler's message, and what run_in_sandbox
/// throws.
std::string build_solution(const Lab& lab, const std::string& text,
                           const ProgramSettings& settings);

}  // namespace assay::practice
