#include "base/text.h"
#include "library/reader.h"
#include "plan/radar_feed.h"
#include "plan/saved.h"
#include "serve/parameters.h"

#include <fmt/format.h>

namespace assay::serve {
namespace {

constexpr std::uint64_t kUsualEntries = 50;
constexpr std::uint64_t kMostEntries = 1000;

Response feed_text(plan::Feed feed, Call& call, bool atom) {
  feed.self = here(call) + call.request.path +
              (call.request.search.empty() ? "" : "?" + call.request.search);
  feed.home = here(call) + "/";
  feed.author = library::current_reader(call.desk.library());
  return atom ? Response::text("application/atom+xml; charset=utf-8", plan::to_atom(feed))
              : Response::text("application/feed+json", plan::to_json_feed(feed));
}

/// Tells this library from all others.
std::string library_name(Call& call) {
  return fmt::format("{:016x}", call.desk.library().lineage());
}

Handler radar_route(bool atom) {
  return [atom](Call& call) {
    plan::RadarOptions options;
    options.k = call.request.query.number("k", kUsualEntries, 1, kMostEntries);
    options.since = day_of(call.request.query, "since");
    options.today = system_clock().today();
    const plan::RadarView radar =
        plan::make_radar(call.desk.library(), call.desk.judge(), call.desk.profile(), options);
    return feed_text(
        plan::radar_feed(call.desk.library(), radar, library_name(call), system_clock().now()),
        call, atom);
  };
}

/// ?q=…&mode=&sort=&k=: any search, the works that came last first.
Handler search_route(bool atom) {
  return [atom](Call& call) {
    const Query& query = call.request.query;
    const search::Options options = search_options(query);  // says what is wrong
    static_cast<void>(search::parse_query(query.get("q")));
    library::SavedSearch wanted;
    wanted.query = query.get("q");
    wanted.name = wanted.query.empty() ? "All works" : wanted.query;
    wanted.mode = plan::mode_name(options.mode);
    wanted.sort = plan::sort_name(options.sort);
    wanted.guid =
        "of " + library_name(call) + " " + wanted.mode + " " + wanted.sort + " " + wanted.query;
    return feed_text(
        plan::feed_of(call.desk.library(), call.desk.index(), wanted,
                      query.number("k", kUsualEntries, 1, kMostEntries), system_clock().now()),
        call, atom);
  };
}

}  // namespace

void add_feed_routes(Router& router) {
  router.get("/api/v1/feeds/radar.atom", radar_route(true));
  router.get("/api/v1/feeds/radar.json", radar_route(false));
  router.get("/api/v1/feeds/search.atom", search_route(true));
  router.get("/api/v1/feeds/search.json", search_route(false));
}

}  // namespace assay::serve
