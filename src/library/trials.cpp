#include "library/trials.h"

#include "library/library_internal.h"

namespace assay::library {

void record_trial(Library& library, const Trial& trial) {
  library.impl()
      .sql(
          "INSERT INTO trials (reader, at, package, registry, version, worked, task, "
          "install_seconds, import_seconds, task_seconds, trouble) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, trial.at)
      .bind(3, std::string_view(trial.package))
      .bind(4, std::string_view(trial.registry))
      .bind(5, std::string_view(trial.version))
      .bind(6, static_cast<std::int64_t>(trial.worked))
      .bind(7, std::string_view(trial.task))
      .bind(8, trial.install_seconds)
      .bind(9, trial.import_seconds)
      .bind(10, trial.task_seconds)
      .bind(11, std::string_view(trial.trouble))
      .run();
}

std::vector<Trial> trial_log(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT at, package, registry, version, worked, task, install_seconds, import_seconds, "
      "task_seconds, trouble FROM trials WHERE reader = ? ORDER BY id");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<Trial> out;
  while (select.step()) {
    Trial& one = out.emplace_back();
    one.at = select.column_int(0);
    one.package = select.column_text(1);
    one.registry = select.column_text(2);
    one.version = select.column_text(3);
    one.worked = select.column_int(4) != 0;
    one.task = select.column_text(5);
    one.install_seconds = select.column_double(6);
    one.import_seconds = select.column_double(7);
    one.task_seconds = select.column_double(8);
    one.trouble = select.column_text(9);
  }
  return out;
}

}  // namespace assay::library
