#pragma once
/// The notebook of an experiment: nbformat 4.5 (https://nbformat.readthedocs.io: cells with ids,
/// kernelspec and language_info), which holds the folder's scripts, so that it runs in Colab, too.
/// Threads: pure functions.

#include "practice/experiments/experiment.h"

#include <map>
#include <string>

namespace assay::practice {

/// `files`: scripts by name, written by the notebook where they are missing.
std::string format_notebook(const Experiment& experiment,
                            const std::map<std::string, std::string>& files);

}  // namespace assay::practice
