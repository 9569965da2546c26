/// Any bytes as records of OpenAlex, of Semantic Scholar, of Crossref and of Zotero: a work with a
/// title, or the reason why not.

#include "base/text.h"
#include "fuzzing.h"
#include "source/crossref_record.h"
#include "source/service_records.h"
#include "source/zotero_item.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (Work (*read)(const source::JsonValue&) :
       {source::read_openalex_work, source::read_semantic_scholar_paper, source::read_crossref_work,
        source::read_zotero_item}) {
    source::RecordParser parser;
    try {
      const Work work = read(source::parse_record(parser, bytes));
      fuzz::require(!work.title.empty() && !work.id.empty(), "title and id");
      fuzz::require(
          find_invalid_utf8(work.title + work.abstract + work.extra) == std::string_view::npos,
          "UTF-8");
    } catch (const source::BadRecord& bad) {
      fuzz::require(!bad.reason.empty(), "reason");
    }
  }
  return 0;
}
