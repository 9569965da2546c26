#pragma once
/// What a work that was prepared for a track says of itself (docs/starter.md). Threads: pure
/// functions.

#include "plan/settings.h"
#include "work/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::plan {

struct Lesson {
  std::string track;  ///< Empty: the work was not prepared.
  std::string summary;
  std::string task;
  std::optional<Level> level;
  int minutes = 0;                 ///< 5..600, a multiple of 5; 0 unknown.
  std::vector<std::string> needs;  ///< Identifiers of works that come before.
  std::uint32_t topics = 0;        ///< Bit i: it teaches Topic i.
};

/// From the fields that the `works` format keeps in extra; what is missing or malformed is left as
/// it is in an empty Lesson.
Lesson read_lesson(const Work& work);

}  // namespace assay::plan
