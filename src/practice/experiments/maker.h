#pragma once
/// Makes the folder of an experiment for a work: experiment.toml with claims to test, README.md
/// with a plan and a checklist, run.sh, a notebook, and a tiny training into which the idea is put.
/// Threads: functions are pure, but for the files that make_experiment writes.

#include "practice/experiments/experiment.h"
#include "work/work.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// What the idea is put into: a loss, an optimizer, what is done to the data before each step, or
/// nothing but a script to fill.
enum class Template : std::uint8_t { kLoss, kOptimizer, kMethod };
inline constexpr std::array<std::string_view, 3> kTemplateNames = {"loss", "optimizer", "method"};

/// What a work's words speak of most.
Template template_for(const Work& work);

/// Claims with numbers of the work's own, best to test first, at most `most`: those about quality
/// on a data set before those about speed. Metrics are named as train.py logs them; per cent of
/// such a metric become a fraction; a change is signed as the metric moves, "from A to B" is one
/// where it is a gain. Each has a tolerance: a point of a level that is a fraction, else a tenth.
std::vector<TestedClaim> claims_to_test(const Work& work, std::size_t most = 3);

/// "label-smoothing-helps-when": the first words of a title as an experiment's name.
std::string name_for(std::string_view title);

struct MakeRequest {
  std::filesystem::path library;
  Experiment experiment;  ///< name, question, work, title, claims …
  Template form = Template::kMethod;
  std::string code;     ///< Address of the authors' code; empty for none.
  std::string commit;   ///< To be checked out; empty: the one that is there when it is cloned.
  std::string task;     ///< What the library says to try, for the README; may be empty.
  std::string summary;  ///< Of feasibility, Markdown, for the README; may be empty.
};

/// What experiment.toml says of an experiment; parse_experiment reads it back.
std::string format_experiment(const Experiment& experiment);

/// Writes the files and returns them. Throws kInvalid when there is an experiment of that name, or
/// the name is none, and kIo.
std::vector<std::filesystem::path> make_experiment(const MakeRequest& request);

/// The one-file Python helper, for other folders.
std::string_view assay_log_py();

}  // namespace assay::practice
