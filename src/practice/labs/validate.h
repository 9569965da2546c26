#pragma once
/// Proves a lab sound before it is shared: right solutions and the reference pass, the starters
/// fail, every wrong solution is caught, forms differ, the limits hold. Threads: as program.h.

#include "practice/labs/check.h"
#include "practice/labs/lab.h"

#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {

/// A solution that is known to be right or wrong.
struct KnownSolution {
  std::string name;  ///< "right_1.py", or what is wrong
  bool right = false;
  Solution solution;
  std::string form = {};  ///< The form that it is right or wrong in; empty: the plain one.
};

/// From a folder: right_*.py and right_*.cpp; form_FORM.py and form_FORM.cpp, right in that form;
/// wrong.txt, whose entries change right_1 of their language, and wrong_FORM.txt, whose entries
/// change form_FORM (docs/labs.md). Throws kInvalid for an entry that does not fit what it changes.
std::vector<KnownSolution> read_solutions(const std::filesystem::path& folder);

struct Validation {
  std::string what;
  bool passed = false;
  std::string message;
};
/// `solutions`: as read_solutions gives them. Each solution is checked over `seeds` seeds.
std::vector<Validation> validate_lab(const Lab& lab, const std::vector<KnownSolution>& solutions,
                                     std::size_t seeds, const ProgramSettings& settings);
/// Whether all of it passed.
bool is_sound(const std::vector<Validation>& found) noexcept;
/// {"lab","passed","checks":[{"what","passed","message"}]}
std::string validation_json(const std::string& lab, const std::vector<Validation>& found);

}  // namespace assay::practice
