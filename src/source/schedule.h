#pragma once
/// Conference programmes as pretalx and frab publish them. Private to the room. Threads: pure
/// functions. Source: the schedule.json and schedule.xml schemas of the C3VOC.

#include "source/reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct Schedule {
  std::string title;    ///< The conference's: the venue of its talks.
  std::string version;  ///< As the organisers name it: "1.4 Spring"; may be empty.
  std::vector<Item> items;
  bool cut = false;  ///< The end of the document is missing.
};

/// schedule.json or schedule.xml, told apart by the first character. `address`: where it was found,
/// what relative links are relative to; may be empty. Throws BadRecord when it is neither.
Schedule parse_schedule(std::string_view bytes, const std::string& address = {});

}  // namespace assay::source
