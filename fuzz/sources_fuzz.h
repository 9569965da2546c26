#pragma once
/// What the fuzz targets of source share: any bytes end in items, rejections or one Error.

#include "base/error.h"
#include "base/text.h"
#include "source/reader.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace assay::fuzz {

inline void require_sound(bool ok, const char* what) {
  if (!ok) {
    std::fprintf(stderr, "wrong: %s\n", what);
    std::abort();
  }
}

/// Works have a title and are well-formed, rejections a reason.
inline void check_items(const std::vector<source::Item>& items) {
  for (const source::Item& item : items) {
    if (const Work* work = std::get_if<Work>(&item)) {
      require_sound(!work->title.empty(), "title");
      for (const std::string& text : {work->title, work->abstract, work->text, work->extra}) {
        require_sound(find_invalid_utf8(text) == std::string_view::npos, "UTF-8");
      }
    } else {
      require_sound(!std::get<source::Rejection>(item).reason.empty(), "reason");
    }
  }
}

}  // namespace assay::fuzz
