#include "serve/long_writer.h"

#include "ingest/dossier.h"
#include "ingest/import.h"

namespace assay::serve {

std::string with_writer(Store& store, const std::function<std::string(const LongWriter&)>& use) {
  std::string report;
  store.write_long([&](library::Library& library, Turn& turn) {
    const identify::Judge& judge = store.judge();
    ingest::judge_again(library, judge, &turn);
    ingest::link_works_again(library, &turn);
    ingest::IndexOptions options;
    options.encoder = store.options().encoder;
    options.turn = &turn;
    const std::unique_ptr<search::Index> index = ingest::open_current_index(library, options);
    report = use({library, *index, judge, turn});
  });
  return report;
}

}  // namespace assay::serve
