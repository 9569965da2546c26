#pragma once
/// MLflow's file store, written and read by its layout (mlflow/store/tracking/file_store.py of
/// MLflow 2 and 3; `mlflow.set_tracking_uri("file:///…")` opens it):
///
///   ROOT/EXPERIMENT/meta.yaml                 experiment_id, name, artifact_location, …
///   ROOT/EXPERIMENT/RUN/meta.yaml             run_id, status, start_time, end_time (ms), …
///   ROOT/EXPERIMENT/RUN/metrics/NAME          a line a point: "MILLISECONDS VALUE STEP"
///   ROOT/EXPERIMENT/RUN/params/NAME, tags/NAME, artifacts/
///
/// Ids are made of names, so that a second export replaces the first. Threads: pure functions on
/// files.

#include "practice/experiments/import_runs.h"
#include "practice/experiments/selection.h"

#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {

struct MlflowReport {
  std::string experiment_id;
  std::size_t runs = 0;
  std::size_t points = 0;
  std::vector<std::string> renamed;  ///< "a:b as a_b": names that MLflow does not take.
};

/// Throws kIo; kNotFound without runs.
MlflowReport export_mlflow(const Selection& selection, const std::filesystem::path& root);

/// Brings the runs of a store in, or of one experiment's or one run's folder; experiments get
/// MLflow's names as slugs, or `name` unless it is empty. Runs of an experiment are taken by their
/// start time, then their name, then their id, which is the order they keep here, and so that of
/// a comparison's arms. Runs that cannot be read are in `rejected`. Throws kNotFound where there is
/// no store, kIo.
ImportReport import_mlflow(const std::filesystem::path& library, const std::filesystem::path& store,
                           const std::string& name);

}  // namespace assay::practice
