#pragma once
/// What a lab of the program's own adds to its folder: reference implementations in double
/// precision, and checks of what must hold whatever the values are. Threads: immutable once made.

#include "practice/labs/array.h"
#include "practice/labs/draw.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// One call of a function of the learner's.
struct Call {
  std::string function;
  Values arguments;
  bool memory = false;  ///< Its peak memory is wanted.
};

/// What came of it.
struct Outcome {
  std::string error;  ///< Empty: the results are there.
  Values results;
  double seconds = 0;
  double peak_bytes = 0;
  std::vector<std::size_t> changed;  ///< Arguments that it changed.
};

/// What is found wrong; an empty message: nothing is.
struct Finding {
  std::string message = {};  ///< The property that is broken.
  std::size_t call = 0;      ///< Of the calls, the one that shows it.
  std::string expected = {};
  std::string got = {};
  [[nodiscard]] bool failed() const noexcept { return !message.empty(); }
};

using Calls = std::vector<Call>;
using Outcomes = std::vector<Outcome>;

/// A check in code. `judge` is only asked when every call went well and has the declared shapes.
struct CodedCheck {
  std::string name;
  std::string kind;
  std::function<Calls(Draw&)> plan;
  std::function<Finding(const Calls&, const Outcomes&)> judge;
};

class LabCode {
 public:
  using Reference = std::function<Values(const Values&)>;

  void reference(std::string function, Reference code);
  void check(CodedCheck check) { checks_.push_back(std::move(check)); }
  /// A value on given arguments, each a list of calls of `function`, compared with the reference.
  void example(const std::string& function, std::string name, std::string teach,
               std::vector<Values> arguments, double tolerance = 1e-7);
  /// f(change(x)) is to be what `follow` makes of x's arguments and f(x).
  void relation(const std::string& function, std::string name, std::string teach,
                std::function<Values(Draw&, Values)> change,
                std::function<Values(const Values& arguments, Values results)> follow,
                double tolerance = 1e-7);

  /// Empty when there is none of that name.
  [[nodiscard]] const Reference* find_reference(const std::string& function) const;
  [[nodiscard]] const std::vector<CodedCheck>& checks() const { return checks_; }

 private:
  std::map<std::string, Reference> references_;
  std::vector<CodedCheck> checks_;
};

/// The largest |a - b| / max(1, |b|) over all results; infinity where shapes differ, or only one of
/// two numbers is finite. NaN agrees with NaN. `at`: where it is, in all results' numbers.
double distance(const Array& a, const Array& b, std::size_t* at = nullptr);

/// "results[0][1, 2] is 0.5 where 0.25 is expected", of the first result that is too far off.
Finding compare(const Values& got, const Values& expected, double tolerance,
                const std::string& teach, std::size_t call = 0);

/// The code of a lab that comes with the program, or nullptr.
const LabCode* find_code(std::string_view name);
/// The source text of its reference, for `lab show`.
std::string reference_source(std::string_view name);

}  // namespace assay::practice
