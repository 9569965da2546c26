#pragma once
/// Checks a solution of a lab against its reference and says what is wrong, so that it teaches: the
/// smallest input that fails, what is expected, what came, which property is broken; never the
/// solution. Threads: as program.h.

#include "practice/labs/lab.h"
#include "practice/labs/plot.h"
#include "practice/labs/program.h"

#include <cstdint>
#include <memory>
#include <optional>
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
  std::optional<Plot> plot = {};
};

struct LabReport {
  std::string lab;
  std::string variant;
  bool passed = false;
  std::vector<CheckResult> checks;
  std::string printed;    ///< What the solution printed.
  double seconds = 0;     ///< That its program ran.
  std::string trouble;    ///< Of the program as a whole: see ProgramRun.
  bool too_long = false;  ///< It was stopped at the limit of time.
};

/// The checks of a lab in one form, planned once for any number of solutions.
class Checker {
 public:
  /// Throws kInvalid for a lab that has neither code nor reference.py, and what run_program throws.
  Checker(const Lab& lab, const Variant& variant, const std::vector<std::uint64_t>& seeds,
          ProgramSettings settings);
  ~Checker();
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  /// One report a seed, of one run of the program. Throws what run_program throws.
  [[nodiscard]] std::vector<LabReport> check(const Solution& solution) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// The same for one solution.
std::vector<LabReport> check_solution(const Lab& lab, const Variant& variant,
                                      const Solution& solution,
                                      const std::vector<std::uint64_t>& seeds,
                                      const ProgramSettings& settings);

/// A check found what is wrong. Not so where the program could not be built or loaded, nor where it
/// was only stopped at the limit of time, unless the lab checks cost.
bool is_caught(const Lab& lab, const LabReport& report);

/// {"lab","variant","passed","checks":[{"name","kind","passed","message","input","expected","got","plot"}],"printed","seconds"};
/// "plot" as plot_json, or null.
std::string to_json(const LabReport& report);
/// The same to be kept with the attempt: without pictures, then without values and what was
/// printed, where it would have more than kMostKeptBytes.
inline constexpr std::size_t kMostKeptBytes = std::size_t{96} << 10U;
std::string to_kept_json(const LabReport& report);

}  // namespace assay::practice
