#pragma once
/// Reads a project's file of Trackio (huggingface, gradio-app/trackio), which is an SQLite
/// database: this room is the only one that knows SQL, so the reading is here, and what the rows
/// mean is told in practice/experiments/trackio.h. Nothing is written to the file. Threads: one
/// thread a call.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace assay::library {

/// A row of `metrics`: everything logged at one step.
struct TrackioRow {
  std::string run;        ///< Its id, or its name where the file is older than ids.
  std::string name;       ///< The run's.
  std::string timestamp;  ///< As written there: ISO 8601.
  std::int64_t step = 0;
  std::string metrics;  ///< JSON object.
};

/// A run's settings, a JSON object.
struct TrackioConfig {
  std::string run;  ///< As TrackioRow::run.
  std::string config;
};

/// Calls `row` for each row, the runs one after the other, by step; before that `config` for each
/// run that has settings (files of early versions have none). Memory: constant.
/// Throws kNotFound, kInvalid (no database of Trackio's), kIo, kCorrupt.
void read_trackio(const std::filesystem::path& file,
                  const std::function<void(const TrackioConfig&)>& config,
                  const std::function<void(const TrackioRow&)>& row);

}  // namespace assay::library
