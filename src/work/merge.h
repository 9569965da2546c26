#pragma once
/// One work out of several records of it. Threads: pure functions.

#include "work/work.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace assay {

/// A work as one source told it.
struct Record {
  std::string source;  ///< Name of the source, such as "arxiv" or "paperlists".
  Work work;
};

/// Names of the fields whose origin a merge tells.
struct FieldOrigin {
  std::string_view field;  ///< Field name of the works format.
  std::string source;      ///< Source of the value.
};

struct Merged {
  Work work;
  std::vector<FieldOrigin> origins;  ///< One a non-empty field, in the order of the works format.
};

/// Folds records into one work; the result does not depend on their order. Best value a field:
/// the longest abstract and text; the title of the record with most people (ties: without TeX,
/// longer); a venue with a name before a plain "arXiv"; the earliest date; the largest star count;
/// lists united, the richest list of people taken whole so that its order stays.
Merged merge_records(std::span<const Record> records);

}  // namespace assay
