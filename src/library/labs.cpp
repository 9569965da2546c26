#include "library/labs.h"

#include "library/library_internal.h"

namespace assay::library {

void record_lab(Library& library, const LabEvent& event) {
  library.impl()
      .sql(
          "INSERT INTO lab_log (reader, at, lab, event, variant, language, passed, seconds, "
          "detail, report) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, event.at)
      .bind(3, std::string_view(event.lab))
      .bind(4, std::string_view(event.event))
      .bind(5, std::string_view(event.variant))
      .bind(6, std::string_view(event.language))
      .bind(7, static_cast<std::int64_t>(event.passed))
      .bind(8, event.seconds)
      .bind(9, std::string_view(event.detail))
      .bind(10, std::string_view(event.report))
      .run();
}

std::vector<LabEvent> lab_log(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT at, lab, event, variant, language, passed, seconds, detail FROM lab_log "
      "WHERE reader = ? ORDER BY id");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<LabEvent> out;
  while (select.step()) {
    LabEvent& one = out.emplace_back();
    one.at = select.column_int(0);
    one.lab = select.column_text(1);
    one.event = select.column_text(2);
    one.variant = select.column_text(3);
    one.language = select.column_text(4);
    one.passed = select.column_int(5) != 0;
    one.seconds = select.column_double(6);
    one.detail = select.column_text(7);
  }
  return out;
}

std::string last_lab_report(Library& library, std::string_view lab) {
  Statement& select = library.impl().sql(
      "SELECT report FROM lab_log WHERE reader = ? AND lab = ? AND event = 'check' "
      "ORDER BY id DESC LIMIT 1");
  select.bind(1, library.impl().reader).bind(2, lab);
  const Resetting resetting(select);
  return select.step() ? select.column_text(0) : std::string();
}

}  // namespace assay::library
