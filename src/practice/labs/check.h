#pragma once
/// Checks a solution of a lab against its reference and says what is wrong, so that it teaches: the
/// smallest input that fails, what is expected, what came, which property is broken; never the
/// solution. Threads: as program.h.

#include "practice/labs/lab.h"
#include "practice/labs/program.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::practice {

struct CheckResult {
  std::string name;
  std::string kind;
  bool passed = false;
  std::string message;  ///< Of a failure: the property. Of a passed check of speed: how fast.
  std::string input;    ///< The smallest that fails, by argument.
  std::string expected;
  std::string got;
};

struct LabReport {
  std::string lab;
  std::string variant;
  bool passed = false;
  std::vector<CheckResult> checks;
  std::string printed;  ///< What the solution printed.
  double seconds = 0;   ///< That its program ran.
};

/// One report a seed, of one run of the program. Throws what run_program throws, and kInvalid for a
/// lab that has neither code nor reference.py.
std::vector<LabReport> check_solution(const Lab& lab, const Variant& variant,
                                      const Solution& solution,
                                      const std::vector<std::uint64_t>& seeds,
                                      const ProgramSettings& settings);

/// {"lab","variant","passed","checks":[{"name","kind","passed","message","input","expected","got"}],"printed","seconds"}
std::string to_json(const LabReport& report);

}  // namespace assay::practice
