#include "plan/tracks.h"

#include <algorithm>

namespace assay::plan {

std::size_t track_index(std::string_view track) noexcept {
  const auto found = std::find(kTracks.begin(), kTracks.end(), track);
  return found == kTracks.end() ? 0 : static_cast<std::size_t>(found - kTracks.begin());
}

std::string_view track_of_kind(Kind kind) noexcept {
  switch (kind) {
    case Kind::kRepository:
    case Kind::kPackage:
    case Kind::kContribution:
      return "frameworks";
    case Kind::kTalk:
    case Kind::kEvent:
    case Kind::kDiscussion:
      return "community";
    case Kind::kPaper:
    case Kind::kPost:
      break;
  }
  return "papers";
}

int usual_minutes(std::string_view track) noexcept {
  if (track == "papers") {
    return 40;
  }
  if (track == "experiments") {
    return 60;
  }
  if (track == "algorithms") {
    return 45;
  }
  return track == "frameworks" ? 25 : 20;
}

std::string start_command(std::string_view track, WorkId work) {
  return (track == "papers" ? "assay read " : "assay show ") + format_work_id(work);
}

}  // namespace assay::plan
