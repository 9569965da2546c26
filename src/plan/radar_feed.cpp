#include "plan/radar_feed.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "library/signals.h"
#include "plan/reading.h"

#include <algorithm>

namespace assay::plan {
namespace {

constexpr std::size_t kMostSummary = 1000;

}  // namespace

Feed radar_feed(library::Library& library, const RadarView& radar, std::string_view library_name,
                std::int64_t now) {
  Feed feed;
  const std::string name = "assay radar " + std::string(library_name);
  feed.id = urn_of(name);
  feed.title = "Radar";
  feed.subtitle = "Works that are new to you, best first";
  for (const RadarItem& item : radar.items) {
    const Work work = library.load(item.id).work;
    FeedEntry& entry = feed.entries.emplace_back();
    entry.id = urn_of(name + " " + format_work_id(item.id));
    entry.title = item.title;
    entry.link = reading_address(work, false);
    if (const std::optional<Day> day = parse_day(item.date)) {
      entry.published = std::min(now, day->since_epoch * kDaySeconds);
    }
    entry.updated = std::max(entry.published, std::min(now, library::came(library, item.id)));
    entry.summary = join(item.why, "; ");
    if (!work.abstract.empty()) {
      entry.summary += (entry.summary.empty() ? "" : ". ") +
                       ellipsize(collapse_spaces(work.abstract), kMostSummary);
    }
    entry.authors = work.authors;
    entry.categories = item.topics;
    feed.updated = std::max(feed.updated, entry.updated);
  }
  return feed;
}

}  // namespace assay::plan
