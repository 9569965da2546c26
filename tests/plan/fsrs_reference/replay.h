#pragma once
/// Replays a history that the reference computed and says where ours differs.

#include "plan/fsrs.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace assay::plan {

/// Empty when every answer of the history gives the reference's memory to `tolerance`, else the
/// first difference. `line`: as histories.mjs prints it.
inline std::string difference_from_reference(const std::string& line, double tolerance) {
  const nlohmann::json history = nlohmann::json::parse(line);
  FsrsParameters parameters;
  parameters.weights = history.at("weights").get<FsrsWeights>();
  parameters.retention = history.at("retention").get<double>();
  parameters.relearning_minutes = history.at("relearning").get<std::vector<int>>();
  const Fsrs fsrs(parameters);
  Memory memory;
  for (std::size_t i = 0; i < history.at("reviews").size(); ++i) {
    const nlohmann::json& row = history.at("reviews")[i];
    memory = fsrs.next(memory, static_cast<Grade>(row[1].get<int>()), row[0].get<std::int64_t>());
    const auto differs = [&](const char* what, double ours, double theirs) {
      return std::abs(ours - theirs) <= tolerance
                 ? std::string()
                 : "answer " + std::to_string(i + 1) + ": " + what + " is " + std::to_string(ours) +
                       ", the reference has " + std::to_string(theirs);
    };
    for (const std::string& difference :
         {differs("stability", memory.stability, row[2]),
          differs("difficulty", memory.difficulty, row[3]),
          differs("due", static_cast<double>(memory.due), row[4]),
          differs("phase", static_cast<double>(memory.phase), row[5]),
          differs("step", memory.step, row[6]), differs("days", memory.days, row[7]),
          differs("reps", memory.reps, row[8]), differs("lapses", memory.lapses, row[9])}) {
      if (!difference.empty()) {
        return difference;
      }
    }
  }
  return {};
}

}  // namespace assay::plan
