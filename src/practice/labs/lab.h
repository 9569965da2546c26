#pragma once
/// A lab as its folder describes it: lab.toml and README.md (docs/labs.md has every key). Labs come
/// with the program, or lie in a folder of the reader's. Threads: immutable values.

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

/// One argument or result of a function.
struct Slot {
  std::string name;
  std::vector<std::string> shape;  ///< "n", "2", "n-k+1"; "*" as the only one: any length.
  std::string draw;                ///< How random values are made: see draw.h. Arguments only.
  std::string about;
  /// Set: the reference is given it, the learner is not; forms give it other values than this one.
  std::optional<double> option = std::nullopt;
  [[nodiscard]] bool any_length() const { return shape.size() == 1 && shape[0] == "*"; }
};

struct Function {
  std::string name;
  std::string about;
  std::vector<Slot> arguments;
  std::vector<Slot> results;
};

/// Inclusive bounds of a size that shapes name.
using Sizes = std::map<std::string, std::pair<std::size_t, std::size_t>>;

/// A check that lab.toml describes.
struct CheckText {
  std::string name;
  std::string kind;      ///< value, gradient, stability, statistics, cost, speed
  std::string function;  ///< Of the learner.
  /// gradient: the function whose gradient it is; statistics: the argument with the probabilities
  /// of what the first result draws.
  std::string of;
  std::string teach;                         ///< What a failure means, without the solution.
  std::map<std::string, std::string> draws;  ///< In place of the arguments' own.
  Sizes sizes;                               ///< In place of the lab's own.
  std::size_t cases = 6;
  double tolerance = 1e-7;         ///< Relative, and absolute for what is below 1.
  std::string grow;                ///< cost: the size that grows.
  std::vector<std::size_t> steps;  ///< cost: its values, ascending.
  std::string measure = "memory";  ///< cost: memory or time.
  double exponent = 1.3;           ///< cost: the largest power of `grow` that passes.
  double alpha = 1e-6;             ///< statistics: how often what is right fails.
};

/// Another form of the task.
struct Variant {
  std::string name;   ///< "plain", "turned", "repair", "restore", or of lab.toml
  std::string about;  ///< Told above the starter; empty for plain.
  std::map<std::string, double> options = {};        ///< Values of arguments that are options.
  std::map<std::string, std::string> starters = {};  ///< By language: an implementation to mend.
  std::map<std::string, std::string> teach = {};     ///< By check: told in place of its own.
  std::vector<std::string> lost = {};  ///< restore: the checks that fail until it is mended.
};

struct LabLimits {
  double seconds = 10;
  std::size_t memory_mb = 1024;
};

struct Lab {
  std::string name;  ///< Of its folder: letters, digits and "-".
  std::string title;
  std::vector<std::string> works;          ///< Identifiers.
  std::vector<std::string> requires_labs;  ///< Labs that come before.
  std::vector<std::string> confused;       ///< Labs that are easily confused with it.
  std::vector<std::string> topics;
  int minutes = 30;
  std::string level = "working";  ///< new, working, expert
  Sizes sizes;
  std::vector<Function> functions;
  std::vector<CheckText> checks;
  std::vector<Variant> variants;                           ///< The first is plain.
  std::vector<std::pair<std::string, std::string>> cards;  ///< Question and answer.
  LabLimits limits;
  std::string statement;           ///< README.md without hints.
  std::vector<std::string> hints;  ///< From the vaguest.
  std::string reference_python;    ///< reference.py, of a lab that the program has no code for.

  [[nodiscard]] const Function* find_function(std::string_view name_of) const;
  [[nodiscard]] const Variant* find_variant(std::string_view name_of) const;
};

/// Files of a lab's folder by name.
using LabFiles = std::map<std::string, std::string>;

/// Throws kInvalid with FILE:LINE for what lab.toml gets wrong.
Lab parse_lab(const std::string& name, const LabFiles& files);

/// The value of "n", "3" or "n-k+1" with the sizes of a call. Throws kInvalid for unknown names
/// and results below 0.
std::size_t shape_value(const std::string& text, const std::map<std::string, std::size_t>& sizes);

/// The lab whose options have this form's values, and whose checks say what holds in it: what the
/// reference is asked.
Lab lab_in_form(Lab lab, const Variant& variant);
/// The lab as the learner sees it: without options, "turned" with its axes in reverse order.
Lab lab_as_seen(Lab lab, const Variant& variant);

/// What a learner begins with: empty functions, or this form's implementation to mend.
std::string starter_text(const Lab& lab, const Variant& variant, const std::string& language);

}  // namespace assay::practice
