/// Any bytes as a conference's programme, and as Mini-Conf's lists.

#include "source/json_fields.h"
#include "source/miniconf.h"
#include "source/schedule.h"
#include "sources_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    assay::fuzz::check_items(assay::source::parse_schedule(bytes, "https://a.example/s").items);
  } catch (const assay::source::BadRecord&) {
  }
  try {
    assay::fuzz::check_items(assay::source::parse_miniconf(bytes, "papers"));
  } catch (const assay::source::BadRecord&) {
  }
  return 0;
}
