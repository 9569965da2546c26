#pragma once
/// What the names of metrics and of data sets tell where nobody has said more. Threads: pure
/// functions.

#include "practice/experiments/experiment.h"
#include "practice/experiments/record.h"

#include <optional>
#include <string>
#include <string_view>

namespace assay::practice {

/// Of a metric without a stated direction: "val_loss" is better lower, "accuracy" higher.
Direction usual_direction(std::string_view metric);

/// "CIFAR-10, test split" is "CIFAR10": one name stands within the other, and no number goes on.
bool name_same_data(std::string_view a, std::string_view b);

/// What every run has without logging it: "wall_seconds", "cpu_seconds", "peak_bytes",
/// "energy_joules", as in run.json.
bool is_recorded_figure(std::string_view metric);
/// Of such a name; nullopt for others, and where the machine did not tell.
std::optional<double> recorded_figure(const Run& run, std::string_view metric);

}  // namespace assay::practice
