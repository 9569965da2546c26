#include "practice/experiments/selection.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

bool is_experiment(const fs::path& library, const std::string& word) {
  std::error_code ignored;
  return is_experiment_name(word) && fs::is_directory(experiment_folder(library, word), ignored);
}

void add_all(const fs::path& folder, Selection& out) {
  RunList list = list_runs(folder);
  for (Run& run : list.runs) {
    out.folders.push_back(run_folder(folder, run.id));
    out.runs.push_back(std::move(run));
  }
  out.troubles.insert(out.troubles.end(), list.troubles.begin(), list.troubles.end());
}

}  // namespace

Selection select_runs(const fs::path& library, const std::vector<std::string>& words,
                      const std::string& experiment) {
  Selection out;
  std::vector<std::string> names;
  const auto know = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  std::set<fs::path> seen;
  for (const std::string& word : words) {
    if (experiment.empty() && is_experiment(library, word)) {
      if (seen.insert(experiment_folder(library, word)).second) {
        add_all(experiment_folder(library, word), out);
      }
      know(word);
      continue;
    }
    const fs::path folder = find_run(library, experiment, word);
    if (seen.insert(folder).second) {
      out.runs.push_back(read_run(folder));
      out.folders.push_back(folder);
    }
    know(folder.parent_path().parent_path().filename().string());
  }
  if (words.empty() && !experiment.empty()) {
    add_all(experiment_folder(library, experiment), out);
    know(experiment);
  }
  if (names.size() == 1) {
    out.experiment = read_experiment(experiment_folder(library, names[0]));
    out.whole = out.experiment.name == (words.empty() ? experiment : words[0]);
  } else {
    out.experiment.name = join(names, ", ");
    for (std::size_t i = 0; i < out.runs.size(); ++i) {
      Run& run = out.runs[i];
      const std::string name = out.folders[i].parent_path().parent_path().filename().string();
      run.label = run.label.empty() ? name : name + ": " + run.label;
    }
  }
  return out;
}

Selection require_selection(const fs::path& library, const std::string& name) {
  if (!is_experiment_name(name)) {
    throw Error(Errc::kNotFound, "no experiment \"" + name + "\"", "",
                "`assay experiment list` shows them");
  }
  return select_runs(library, {}, name);
}

std::optional<Comparison> try_compare(const Selection& selection, std::string& why) {
  try {
    return compare_runs(selection.experiment, selection.runs, {});
  } catch (const Error& error) {
    if (error.code() != Errc::kNotFound && error.code() != Errc::kUsage) {
      throw;
    }
    why = error.what();
    return std::nullopt;
  }
}

std::vector<ArmCurve> read_curves(const Selection& selection, const Comparison& comparison,
                                  std::size_t columns) {
  std::vector<ArmCurve> out;
  for (const Arm& arm : comparison.arms) {
    std::vector<std::vector<MetricPoint>> runs;
    for (std::size_t i = 0; i < selection.runs.size(); ++i) {
      if (std::find(arm.runs.begin(), arm.runs.end(), selection.runs[i].id) == arm.runs.end()) {
        continue;
      }
      for (MetricSeries& series : read_metrics(selection.folders[i], 0, {comparison.metric})) {
        runs.push_back(std::move(series.points));
      }
    }
    out.push_back(make_curve(arm.name, runs, columns));
  }
  return out;
}

}  // namespace assay::practice
