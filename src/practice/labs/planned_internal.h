#pragma once
/// The checks of one run: which calls they make, and how they judge what came. Threads: as
/// program.h.

#include "practice/labs/code.h"
#include "practice/labs/lab.h"
#include "practice/labs/plot.h"
#include "practice/labs/program.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

struct PlannedCheck {
  std::string name;
  std::string kind;
  Calls calls;
  std::function<Finding(const Calls&, const Outcomes&)> judge;
  bool only_tells = false;  ///< What it finds is told, and nothing fails by it.
  bool of_first = false;  ///< Measured with the first seed alone, whose result holds for this one.
  /// A picture of what it found, where that helps; may be empty. Asked as `judge` is, after it.
  std::function<std::optional<Plot>(const Outcomes&, const Finding&)> draw = {};
};

/// Knows what is right: by the program's own code, or by the lab's reference.py.
class Teacher {
 public:
  /// Throws kInvalid when the lab has neither.
  Teacher(const Lab& lab, const ProgramSettings& settings);
  /// The results of each call. Throws kInvalid when reference.py fails.
  [[nodiscard]] std::vector<Values> answer(const Calls& calls) const;
  [[nodiscard]] const LabCode* code() const noexcept { return code_; }
  /// How long the reference takes on a call, in seconds: the least of three.
  [[nodiscard]] double seconds(const Call& call) const;

 private:
  const Lab& lab_;
  const ProgramSettings& settings_;
  const LabCode* code_;
};

/// Those of lab.toml, then those in code. The same seed gives the same checks. `first`: of several
/// seeds, the one that costs and speed are measured with.
std::vector<PlannedCheck> plan_checks(const Lab& lab, const Teacher& teacher, std::uint64_t seed,
                                      bool first);

/// The gradient of the sum of `forward`'s results, each weighted by the argument d<result> of
/// `call` where there is one, with respect to each argument that a result d<argument> of the
/// gradient's function asks for: central differences of the reference (step 1e-5, error of the
/// order of its square).
std::vector<Values> central_differences(const Lab& lab, const Teacher& teacher,
                                        const std::string& forward, const Calls& calls);

}  // namespace assay::practice
