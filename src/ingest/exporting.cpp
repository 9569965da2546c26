#include "ingest/exporting.h"

#include "search/query.h"

#include <limits>
#include <vector>

namespace assay::ingest {
namespace {

std::vector<WorkId> chosen_works(library::Library& library, const search::Index* index,
                                 std::string_view query) {
  std::vector<WorkId> ids;
  if (query.empty()) {
    library.for_each_summary([&](const library::Summary& summary) { ids.push_back(summary.id); });
    return ids;
  }
  search::Options options;
  options.mode = search::SearchMode::kWords;
  options.k = std::numeric_limits<std::size_t>::max();
  options.facets = false;
  for (const search::Hit& hit : index->search(search::parse_query(query), options).hits) {
    ids.push_back(hit.id);
  }
  return ids;
}

}  // namespace

std::uint64_t export_works(library::Library& library, const search::Index* index,
                           std::string_view query, source::ExportFormat format,
                           const std::atomic<bool>& stop,
                           const std::function<void(const std::string&)>& write) {
  const std::unique_ptr<source::Writer> writer = source::make_writer(format);
  write(writer->begin());
  std::uint64_t count = 0;
  for (const WorkId id : chosen_works(library, index, query)) {
    if (stop) {
      return count;
    }
    const library::StoredWork stored = library.load(id);
    write(writer->item(stored.work));
    ++count;
  }
  write(writer->end());
  return count;
}

}  // namespace assay::ingest
