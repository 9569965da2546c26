#pragma once
/// What arXiv says of a paper, in whichever of its formats -> Work, so that a paper is the same by
/// every way. Private to the room. Threads: pure functions.

#include "source/json_fields.h"
#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct ArxivRecord {
  std::string id;     ///< "2106.09685", "hep-th/9901001"; becomes Work::id as it is.
  std::string title;  ///< On one line, TeX kept; so the abstract and the comments.
  std::string abstract;
  std::string comments;
  std::vector<std::string> authors;  ///< "Given Family Suffix" each.
  std::string authors_text;          ///< "A. One, B. Two (Lab) and C. Three", used without authors.
  std::vector<std::string> organisations;
  std::string categories;  ///< Divided by spaces.
  std::string dois;        ///< Divided by spaces.
  std::string date;        ///< Of the first version where known.
  Extra extra;
};

/// Throws BadRecord: no title, no arXiv id.
Work arxiv_work(ArxivRecord record);

/// "Given Family Suffix" with TeX accents turned into letters.
std::string arxiv_name(const std::string& given, const std::string& family,
                       const std::string& suffix);

/// The day of a paper's first version from its id and the day of some version: that day itself
/// where it lies in the id's month or before it, else the id's month, "2021-06".
std::string arxiv_first_date(std::string_view id, std::string_view version_date);

}  // namespace assay::source
