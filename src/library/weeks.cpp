#include "library/weeks.h"

#include "library/library_internal.h"

namespace assay::library {

std::vector<MadeWeek> made_weeks(Library& library) {
  std::vector<std::string> names;
  {
    Statement& select =
        library.impl().sql("SELECT week FROM week_hours WHERE reader = ? ORDER BY week");
    select.bind(1, library.impl().reader);
    const Resetting resetting(select);
    while (select.step()) {
      names.push_back(select.column_text(0));
    }
  }
  std::vector<MadeWeek> weeks;
  for (const std::string& name : names) {
    weeks.push_back({name, find_week(library, name).value_or(StoredWeek{})});
  }
  return weeks;
}

}  // namespace assay::library
