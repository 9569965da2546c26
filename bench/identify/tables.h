#pragma once
/// Figures of repeated cross-validation, printed. Threads: one thread.

#include "identify/train.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace assay::bench {

/// A group of examples to be measured by itself.
struct Group {
  std::string name;
  std::function<bool(std::size_t)> holds;  ///< By number of the example.
  bool title = false;                      ///< Measured on titles alone.
};

/// AUROC, average precision and calibration error, mean and spread over the repetitions, of the
/// model and the baseline, a line a group.
void print_groups(std::span<const identify::Example> examples,
                  std::span<const identify::Predictions> model,
                  std::span<const identify::Predictions> baseline, std::span<const Group> groups);

/// The graded score: quadratic-weighted kappa. Cuts come from the other half of the works.
void print_scores(std::span<const identify::Example> examples,
                  std::span<const identify::Predictions> model, std::span<const Group> groups);

/// F1 of each topic where it is listed from `threshold` on.
void print_topics(std::span<const identify::Example> examples,
                  std::span<const identify::Predictions> model, double threshold);

/// What two readers of the same work agree on, and the model on those works.
void print_readers(std::span<const identify::Example> examples,
                   std::span<const identify::Predictions> model);

}  // namespace assay::bench
