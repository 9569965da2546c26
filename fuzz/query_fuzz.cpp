/// Any bytes as a query: parsed or refused as misuse, planned, answered alike with and without
/// pruning, and highlighted within the text.

#include "base/error.h"
#include "fuzzing.h"
#include "search/plan_internal.h"
#include "search/query.h"

#include <memory>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

const search::Index& index() {
  static const TempDir folder;
  static const std::unique_ptr<search::Index> opened = [] {
    fuzz::make_index(folder.path());
    return std::make_unique<search::Index>(folder.path(), search::Index::Mode::kRead);
  }();
  return *opened;
}

void check_answers(const search::Query& query) {
  search::Options options;
  options.k = 7;
  options.facets = options.count = false;
  const search::Results pruned = index().search(query, options);
  options.prune = false;
  options.count = true;
  const search::Results whole = index().search(query, options);
  fuzz::require(pruned.hits.size() == whole.hits.size(), "number of hits");
  fuzz::require(whole.total >= whole.hits.size() && whole.total <= index().size(), "total");
  for (std::size_t i = 0; i < whole.hits.size(); ++i) {
    fuzz::require(pruned.hits[i].id == whole.hits[i].id, "pruning");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const search::Query query = search::parse_query(text);
    fuzz::require(query.text == text, "text kept");
    search::make_plan(query, search::local_analyser());
    check_answers(query);
    Work work;
    work.title = "common title " + std::string(text);
    work.abstract = text;
    for (const search::Highlight& highlight : search::find_highlights(query, work)) {
      const std::size_t length =
          highlight.field == Field::kTitle ? work.title.size() : work.abstract.size();
      fuzz::require(highlight.begin < highlight.end && highlight.end <= length, "highlight");
    }
  } catch (const Error& error) {
    fuzz::require(error.code() == Errc::kUsage, error.what());
  }
  return 0;
}
