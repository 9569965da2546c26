#include "ingest/exporting.h"

#include "search/query.h"

#include <limits>
#include <optional>

namespace assay::ingest {

std::vector<WorkId> all_works(library::Library& library) {
  std::vector<WorkId> ids;
  library.for_each_summary([&](const library::Summary& summary) { ids.push_back(summary.id); });
  return ids;
}

std::vector<WorkId> found_works(const search::Index& index, std::string_view query) {
  search::Options options;
  options.mode = search::SearchMode::kWords;
  options.k = std::numeric_limits<std::size_t>::max();
  options.facets = false;
  std::vector<WorkId> ids;
  for (const search::Hit& hit : index.search(search::parse_query(query), options).hits) {
    ids.push_back(hit.id);
  }
  return ids;
}

std::uint64_t export_works(library::Library& library, const std::vector<WorkId>& works,
                           source::ExportFormat format, const std::atomic<bool>& stop,
                           const std::function<void(const std::string&)>& write) {
  const std::unique_ptr<source::Writer> writer = source::make_writer(format);
  write(writer->begin());
  std::uint64_t count = 0;
  for (const WorkId id : works) {
    if (stop) {
      return count;
    }
    if (const std::optional<library::StoredWork> stored = library.find(id)) {
      write(writer->item(stored->work));
      ++count;
    }
  }
  write(writer->end());
  return count;
}

}  // namespace assay::ingest
