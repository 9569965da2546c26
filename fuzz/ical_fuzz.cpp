/// Any bytes as a calendar and as a zone file; occurrences stay within their bounds.

#include "source/ical.h"
#include "source/ical_time.h"
#include "source/json_fields.h"
#include "sources_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::int64_t kNow = 1772323200;
  if (const auto zone = assay::source::zone_of_tzif(bytes)) {
    static_cast<void>(zone->utc_of(kNow));
  }
  try {
    const assay::source::Calendar calendar = assay::source::parse_calendar(bytes, kNow);
    assay::fuzz::check_items(calendar.items);
    assay::fuzz::require_sound(calendar.items.size() <= 400 * (size / 10 + 1), "bounds");
  } catch (const assay::source::BadRecord&) {
  }
  return 0;
}
