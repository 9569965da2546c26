#pragma once
/// Looks for a link of a work.

#include "work/work.h"

#include <algorithm>
#include <string>

namespace assay::source {

inline bool has_link(const Work& work, const std::string& rel, const std::string& url) {
  return std::find(work.links.begin(), work.links.end(), Link{rel, url}) != work.links.end();
}

}  // namespace assay::source
