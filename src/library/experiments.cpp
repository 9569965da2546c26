#include "library/experiments.h"

#include "library/library_internal.h"

namespace assay::library {

void add_experiment(Library& library, const KeptExperiment& experiment) {
  Statement& insert = library.impl().sql(
      "INSERT INTO experiments (reader, name, work, made, verdict, said, at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
      "ON CONFLICT (reader, name) DO UPDATE SET work = ?3, typed_on = NULL");
  insert.bind(1, library.impl().reader).bind(2, std::string_view(experiment.name));
  if (experiment.work) {
    insert.bind(3, experiment.work->v);
  }
  insert.bind(4, experiment.made)
      .bind(5, std::string_view(experiment.verdict))
      .bind(6, std::string_view(experiment.said))
      .bind(7, experiment.at)
      .run();
}

bool set_experiment_verdict(Library& library, std::string_view name, std::string_view verdict,
                            std::string_view said, std::int64_t at) {
  Statement& known = library.impl().sql("SELECT 1 FROM experiments WHERE reader = ? AND name = ?");
  known.bind(1, library.impl().reader).bind(2, name);
  {
    const Resetting resetting(known);
    if (!known.step()) {
      return false;
    }
  }
  library.impl()
      .sql("UPDATE experiments SET verdict = ?, said = ?, at = ? WHERE reader = ? AND name = ?")
      .bind(1, verdict)
      .bind(2, said)
      .bind(3, at)
      .bind(4, library.impl().reader)
      .bind(5, name)
      .run();
  return true;
}

std::vector<KeptExperiment> experiments(Library& library, std::optional<WorkId> work) {
  Statement& select = library.impl().sql(
      "SELECT name, work, made, verdict, said, at FROM experiments "
      "WHERE reader = ?1 AND (?2 = 0 OR work = ?2) ORDER BY made, id");
  select.bind(1, library.impl().reader).bind(2, work ? work->v : std::int64_t{0});
  const Resetting resetting(select);
  std::vector<KeptExperiment> out;
  while (select.step()) {
    KeptExperiment& one = out.emplace_back();
    one.name = select.column_text(0);
    if (const std::int64_t id = select.column_int(1); id != 0) {
      one.work = WorkId{id};
    }
    one.made = select.column_int(2);
    one.verdict = select.column_text(3);
    one.said = select.column_text(4);
    one.at = select.column_int(5);
  }
  return out;
}

}  // namespace assay::library
