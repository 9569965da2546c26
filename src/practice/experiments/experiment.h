#pragma once
/// What an experiment asks: experiment.toml of its folder (docs/experiments.md has every key).
///
///   version = 1
///   question = "Does label smoothing lower the calibration error?"
///   work = "arxiv:1906.02629"        # any identifier; "" for none
///   dataset = "digits-like, made by data.py"
///   data = ["data/train.csv"]        # files and folders that runs read: hashed
///   metric = "accuracy"              # the one that lists show
///   direction = "higher"
///   [[claim]]
///   name = "calibration"             # unique; used by compare and differ
///   text = "label smoothing improves calibration"
///   metric = "ece"                   # as the run logs it
///   subject = { smoothing = "0.1" }  # runs with these parameters …
///   baseline = { smoothing = "0" }   # … against runs with these; absent: against `value` alone
///   value = -0.02                    # absent: only the direction is claimed
///   kind = "difference"              # level, difference, relative (per cent), factor
///   unit = ""                        # for display; `value` is in the unit that the run logs
///   direction = "lower"              # which way is better
///   tolerance = 0.01                 # how far from `value` still counts, in value's own unit
///   dataset = "ImageNet"             # of the claim; this experiment's may be another
///   at = "last"                      # last, best, first: which point of a run counts
///   [[check]]                        # a tree of checks with partial credit (rubric.h)
///   [feasibility]                    # feasible.h
///
/// Threads: immutable values.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

enum class Direction : std::uint8_t { kHigher, kLower, kEqual };
enum class ClaimKind : std::uint8_t { kLevel, kDifference, kRelative, kFactor };
enum class WhichPoint : std::uint8_t { kLast, kBest, kFirst };
std::string_view direction_name(Direction direction) noexcept;
std::string_view claim_kind_name(ClaimKind kind) noexcept;
std::string_view which_point_name(WhichPoint which) noexcept;

/// Parameters that a run must have; empty matches every run.
using Selector = std::map<std::string, std::string>;
/// Numbers are compared as numbers: "1e-3" matches "0.001".
bool matches(const Selector& selector, const std::map<std::string, std::string>& parameters);

struct TestedClaim {
  std::string name;
  std::string text;
  std::string metric;
  std::optional<double> value;
  ClaimKind kind = ClaimKind::kLevel;
  std::string unit;
  Direction direction = Direction::kHigher;
  std::optional<double> tolerance;  ///< Absent: a tenth of |value|.
  std::string dataset;
  WhichPoint at = WhichPoint::kLast;
  Selector subject;
  std::optional<Selector> baseline;
};

/// A node of the rubric; the tree is by `parent`.
struct RubricCheck {
  std::string name;
  std::string parent;  ///< Empty at the top.
  std::string text;
  double weight = 1;      ///< > 0, against its siblings.
  std::string condition;  ///< "finished", "logged(loss)", "loss < 0.5"…; empty for an inner node.
};

struct Experiment {
  std::string name;  ///< Of its folder.
  std::filesystem::path folder;
  std::string question;
  std::string work;
  std::string title;  ///< Of the work, as it was when the folder was made.
  std::string dataset;
  std::vector<std::string> data;  ///< Paths, from the working folder or this one.
  std::string metric;
  Direction direction = Direction::kHigher;
  std::vector<TestedClaim> claims;
  std::vector<RubricCheck> checks;
  std::map<std::string, double> feasibility;  ///< parameters, steps, examples…: feasible.h
};

/// Reads experiment.toml of a folder; a folder without one is an experiment without a question.
/// Throws kNotFound (no folder), kInvalid with the line, kIo.
Experiment read_experiment(const std::filesystem::path& folder);
/// From the text. `where` is for messages.
Experiment parse_experiment(std::string_view text, const std::string& where);

/// Experiments of LIBRARY/experiments by name; folders whose file is wrong are in `troubles`.
std::vector<Experiment> list_experiments(const std::filesystem::path& library,
                                         std::vector<std::string>& troubles);

}  // namespace assay::practice
