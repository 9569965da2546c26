#include "base/error.h"
#include "base/time.h"
#include "library/reader.h"
#include "plan/digest.h"
#include "plan/saved.h"
#include "serve/parameters.h"
#include "source/address_parts.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMostEntries = 1000;
constexpr std::size_t kMostQuery = 4096;

Response list_route(Call& call) {
  return Response::json(plan::saved_json(
      call.desk.library(), plan::saved_sections(call.desk.library(), call.desk.index(), 0)));
}

/// Changes nothing: what is new stays new until POST …/seen.
Response show_route(Call& call) {
  const library::SavedSearch saved = plan::require_saved(call.desk.library(), call.names.at(0));
  const std::size_t k = call.request.query.number("k", saved.shown, 1, kMostEntries);
  return Response::json(
      plan::to_json(plan::view_saved(call.desk.library(), call.desk.index(), saved, k)));
}

Response seen_route(Call& call) {
  const library::SavedSearch saved = plan::require_saved(call.desk.library(), call.names.at(0));
  const std::size_t k = call.request.query.number("k", saved.shown, 1, kMostEntries);
  const plan::SavedView view = plan::view_saved(call.desk.library(), call.desk.index(), saved, k);
  const std::int64_t generation =
      std::min(call.desk.library().generation(), call.desk.index().generation());
  call.desk.write([&](library::Library& library) {
    library.begin();
    plan::mark_shown(library, view.saved, view.news, view.fresh_shown, generation,
                     system_clock().now());
    library.commit_aside();
  });
  return Response::json(plan::to_json(view));
}

/// {"query":"…","mode":"both","sort":"relevance","k":10,"replace":false}
Response save_route(Call& call) {
  const nlohmann::json body = call.json();
  library::SavedSearch wanted;
  wanted.name = call.names.at(0);
  wanted.query = text_member(body, "query");
  if (wanted.query.size() > kMostQuery) {
    throw Error(Errc::kLimit, "the query is too long", "query", "keep one of at most 4 KiB");
  }
  const std::string mode = word_member(body, "mode");
  const std::string sort = word_member(body, "sort");
  wanted.mode = mode.empty() ? "both" : mode;
  wanted.sort = sort.empty() ? "relevance" : sort;
  if (!plan::parse_mode(wanted.mode) || !plan::parse_sort(wanted.sort)) {
    throw Error(Errc::kUsage, "no such mode or sort", "the body",
                "mode: words, meaning, both; sort: relevance, date, developer-led");
  }
  const std::int64_t k = body.contains("k") ? number_member(body, "k") : 10;
  if (k < 1 || k > 1000) {
    throw Error(Errc::kUsage, "k is from 1 to 1000", "k");
  }
  wanted.shown = static_cast<std::size_t>(k);
  const bool replace = flag_member(body, "replace");
  library::check_saved_name(wanted.name);
  static_cast<void>(search::parse_query(wanted.query));
  const search::Index& index = call.desk.index();
  std::string out;
  const auto kept = [&](library::Library& library) {
    library.begin();
    const library::SavedSearch saved =
        plan::save_search(library, index, wanted, replace, system_clock().now());
    out = plan::to_json(saved, library::seen_works(library, saved.id).size());
    library.commit_aside();
  };
  call.desk.store().write(call.desk.reader(), kept);
  call.desk.library().renew();
  return Response::json(std::move(out));
}

/// {"name":"other"}
Response rename_route(Call& call) {
  const std::string to = text_member(call.json(), "name");
  library::SavedSearch saved;
  call.desk.write([&](library::Library& library) {
    saved = plan::rename_saved(library, call.names.at(0), to);
  });
  return Response::json(dump(nlohmann::ordered_json{{"name", saved.name}, {"query", saved.query}}));
}

Response unsave_route(Call& call) {
  const std::string name = plan::require_saved(call.desk.library(), call.names.at(0)).name;
  call.desk.write([&](library::Library& library) {
    library.begin();
    library::remove_saved(library, name);
    library.commit_aside();
  });
  return Response::json(nlohmann::ordered_json{{"removed", name}}.dump());
}

Response feed_text(plan::Feed feed, const Call& call, bool atom) {
  feed.self = here(call) + call.request.path;
  feed.home = here(call) + "/";
  return atom ? Response::text("application/atom+xml; charset=utf-8", plan::to_atom(feed))
              : Response::text("application/feed+json", plan::to_json_feed(feed));
}

Handler saved_feed_route(bool atom) {
  return [atom](Call& call) {
    const library::SavedSearch saved = plan::require_saved(call.desk.library(), call.names.at(0));
    plan::Feed feed =
        plan::feed_of(call.desk.library(), call.desk.index(), saved,
                      call.request.query.number("k", 50, 1, kMostEntries), system_clock().now());
    feed.author = library::current_reader(call.desk.library());
    return feed_text(std::move(feed), call, atom);
  };
}

Handler digest_feed_route(bool atom) {
  return [atom](Call& call) {
    library::Library& library = call.desk.library();
    const std::vector<plan::Digest> digests = plan::make_digests(
        library, call.desk.judge(), call.desk.profile(), week_of(system_clock().today()));
    const std::string name = library::setting(library, "digest.name");
    return feed_text(
        plan::digest_feed(digests,
                          name.empty() ? fmt::format("assay {:016x}", library.lineage()) : name),
        call, atom);
  };
}

Response opml_route(Call& call) {
  std::vector<plan::FeedOutline> outlines;
  outlines.push_back({"Weeks", "What appeared, was chosen and done",
                      here(call) + "/api/v1/feeds/digest.atom", here(call) + "/"});
  outlines.push_back({"Radar", "Works that are new to you, best first",
                      here(call) + "/api/v1/feeds/radar.atom", here(call) + "/radar"});
  for (const library::SavedSearch& saved : library::saved_searches(call.desk.library())) {
    outlines.push_back(
        {saved.name, saved.query,
         here(call) + "/api/v1/saved/" + source::percent_encoded(saved.name) + "/feed.atom",
         here(call) + "/"});
  }
  return Response::text("text/x-opml; charset=utf-8",
                        plan::to_opml("assay", system_clock().now(), outlines));
}

}  // namespace

void add_saved_routes(Router& router) {
  router.get("/api/v1/saved", list_route);
  router.get("/api/v1/saved/{name}", show_route);
  router.post("/api/v1/saved/{name}/seen", seen_route);
  router.put("/api/v1/saved/{name}", save_route);
  router.post("/api/v1/saved/{name}/rename", rename_route);
  router.remove("/api/v1/saved/{name}", unsave_route);
  router.get("/api/v1/saved/{name}/feed.atom", saved_feed_route(true));
  router.get("/api/v1/saved/{name}/feed.json", saved_feed_route(false));
  router.get("/api/v1/feeds/digest.atom", digest_feed_route(true));
  router.get("/api/v1/feeds/digest.json", digest_feed_route(false));
  router.get("/api/v1/feeds.opml", opml_route);
}

}  // namespace assay::serve
