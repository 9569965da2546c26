/// Any bytes as a list of feeds: every source that comes out can be made.

#include "source/opml.h"
#include "sources_fuzz.h"

#include <set>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(assay::source::is_opml(bytes));
  try {
    std::set<std::string> names;
    for (const assay::source::SourceSpec& spec : assay::source::read_opml(bytes).sources) {
      assay::fuzz::require_sound(names.insert(spec.name).second, "names are unique");
      static_cast<void>(assay::source::make_connector(spec));
    }
  } catch (const assay::Error& error) {
    assay::fuzz::require_sound(error.code() == assay::Errc::kInvalid, "the kind of error");
  }
  return 0;
}
