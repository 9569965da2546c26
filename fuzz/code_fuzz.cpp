/// Any bytes as what a repository holds and what its services answer: a citation file, a readme, a
/// changelog, an hour of events. Whatever comes out is well-formed text, the same when read again.

#include "base/text.h"
#include "fuzzing.h"
#include "source/artefact.h"
#include "source/change.h"
#include "source/changelog.h"
#include "source/citation_cff.h"
#include "source/formats_internal.h"
#include "source/found_links.h"
#include "source/json_fields.h"
#include "source/readme.h"

namespace {

using namespace assay;          // NOLINT(google-build-using-namespace): the target's own file
using namespace assay::source;  // NOLINT(google-build-using-namespace): the target's own file

void check_text(const std::string& text, const char* what) {
  fuzz::require(find_invalid_utf8(text) == std::string_view::npos, what);
}

void read_citation(std::string_view bytes) {
  try {
    Work work;
    add_citation(work, parse_citation_file(bytes));
    tidy(work);
    check_text(work.title, "title of a citation");
  } catch (const BadRecord& bad) {
    fuzz::require(!bad.reason.empty(), "a reason");
  }
}

void read_events(std::string_view bytes) {
  const std::unique_ptr<Reader> reader = open_bytes(std::string(bytes), Format::kGhArchive);
  for (std::size_t i = 0; const std::optional<Item> item = reader->next(); ++i) {
    fuzz::require(i <= bytes.size(), "an end");
    if (const auto* work = std::get_if<Work>(&*item)) {
      check_text(work->title, "title of an event");
      check_text(work->text, "text of an event");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_citation(bytes);
  for (const char* name : {"README.md", "README.rst", "README"}) {
    const Readme readme = read_readme(name, bytes);
    check_text(readme.text, "readme");
    check_text(readme.summary, "summary");
  }
  check_text(Changelog(bytes).section("1.0"), "section");
  const std::string text = repair_utf8(bytes);
  Work work;
  add_found_works(work, text);
  fuzz::require(work.links.size() <= 200, "links");
  TextSpan span;
  if (promises_code(text, &span)) {
    fuzz::require(span.begin < span.end && span.end <= text.size(), "span");
  }
  static_cast<void>(tells_figures(text));
  read_events(bytes);
  return 0;
}
