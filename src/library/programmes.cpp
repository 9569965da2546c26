#include "library/programmes.h"

#include "library/library_internal.h"

namespace assay::library {

std::vector<ProgrammeEntry> programme_entries(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT w.id, coalesce(w.day, 0), coalesce(r.venue, ''), s.name, "
      "CASE WHEN json_valid(r.extra) THEN coalesce(json_extract(r.extra, '$.conference'), '') "
      "ELSE '' END FROM works w JOIN records r ON r.work = w.id JOIN sources s ON s.id = r.source "
      "WHERE w.kind IN (?, ?) AND w.merged_into IS NULL AND w.withdrawn = 0 "
      "AND r.withdrawn IS NULL ORDER BY w.id, r.id");
  select.bind(1, static_cast<std::int64_t>(Kind::kTalk))
      .bind(2, static_cast<std::int64_t>(Kind::kEvent));
  const Resetting resetting(select);
  std::vector<ProgrammeEntry> entries;
  while (select.step()) {
    ProgrammeEntry& entry = entries.emplace_back();
    entry.id = {select.column_int(0)};
    entry.day = static_cast<std::int32_t>(select.column_int(1));
    entry.venue = select.column_text(2);
    entry.source = select.column_text(3);
    entry.acronym = select.column_text(4);
  }
  return entries;
}

}  // namespace assay::library
