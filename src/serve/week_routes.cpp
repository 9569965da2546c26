#include "base/error.h"
#include "ingest/frameworks.h"
#include "library/labs.h"
#include "library/weeks.h"
#include "plan/audit.h"
#include "plan/calendar.h"
#include "plan/conference.h"
#include "plan/days_off.h"
#include "plan/digest.h"
#include "plan/lab_memory.h"
#include "plan/progress.h"
#include "plan/progress_svg.h"
#include "plan/roadmap.h"
#include "plan/trials.h"
#include "plan/views.h"
#include "practice/frameworks/tasks.h"
#include "practice/labs/make.h"
#include "practice/labs/works.h"
#include "serve/parameters.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMostRadar = 1000;

Response radar_route(Call& call) {
  plan::RadarOptions options;
  options.k = call.request.query.number("k", 10, 1, kMostRadar);
  options.since = day_of(call.request.query, "since");
  options.today = system_clock().today();
  return Response::json(plan::to_json(
      plan::make_radar(call.desk.library(), call.desk.judge(), call.desk.profile(), options),
      call.request.query.flag("explain")));
}

plan::WeekMaker maker_of(Call& call) {
  library::Library& library = call.desk.library();
  const auto memories = plan::lab_memories(library::lab_log(library), system_clock().now());
  const practice::Catalogue catalogue(practice::own_labs_folder(library.folder()));
  return {library,
          call.desk.judge(),
          call.desk.profile(),
          system_clock().today(),
          plan::news_of(ingest::view_frameworks(library, std::nullopt)),
          practice::labs_of_works(
              library, catalogue,
              [&](const std::string& lab) { return plan::is_solved(memories, lab); }),
          plan::trials_of(practice::trial_tasks())};
}

/// The stored week, else one that is made now; that of this week is kept, as `assay week` does.
plan::WeekView find_or_make(Call& call, Week week) {
  if (std::optional<plan::WeekView> found = plan::find_week(call.desk.library(), week)) {
    return std::move(*found);
  }
  plan::WeekView made = plan::choose_week(maker_of(call), week);
  const std::int64_t now = system_clock().now();
  const bool this_week = week == week_of(system_clock().today());
  if (made.items.empty() || !this_week || plan::clock_trouble(call.desk.library(), now)) {
    return made;
  }
  try {
    call.desk.write([&](library::Library& library) {
      if (std::optional<plan::WeekView> found = plan::find_week(library, week)) {
        made = std::move(*found);  // by another, meanwhile
      } else {
        plan::store_week(library, made, now);
      }
    });
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked) {
      throw;
    }
  }
  return made;
}

Week week_in(const Call& call) {
  return week_named(call.names.empty() ? std::string_view() : call.names.front());
}

Response week_route(Call& call) {
  return Response::json(plan::to_json(find_or_make(call, week_in(call))));
}

/// Keeps the plan of this week or of one to come, as `assay week WEEK --keep`.
Response keep_week_route(Call& call) {
  const Week week = week_in(call);
  if (week < week_of(system_clock().today())) {
    throw Error(Errc::kUsage, "week " + format_week(week) + " is over", "week",
                "plan this week or a later one");
  }
  if (plan::find_week(call.desk.library(), week)) {
    return week_route(call);
  }
  const std::int64_t now = system_clock().now();
  const plan::WeekView made = plan::choose_week(maker_of(call), week);
  if (const std::optional<std::string> trouble = plan::clock_trouble(call.desk.library(), now)) {
    throw Error(Errc::kInvalid, *trouble, "", "set the clock right");
  }
  if (!made.items.empty()) {
    call.desk.write([&](library::Library& library) {
      if (!plan::find_week(library, week)) {
        plan::store_week(library, made, now);
      }
    });
  }
  return Response::json(plan::to_json(plan::find_week(call.desk.library(), week).value_or(made)));
}

Response week_ics_route(Call& call) {
  std::ostringstream out;
  const std::string reader = call.desk.reader();
  plan::write_week(out, find_or_make(call, week_named(call.request.query.word("week"))),
                   reader.empty() ? std::string(library::kFirstReader) : reader,
                   plan::parse_time_of_day(call.request.query.word("at")));
  return Response::text("text/calendar; charset=utf-8", out.str());
}

int item_number(const Call& call) {
  const std::string& text = call.names.at(1);
  if (text.empty() || text.size() > 3 ||
      text.find_first_not_of("0123456789") != std::string::npos) {
    throw Error(Errc::kUsage, "not the number of an item: " + text, "", "give one from 1 on");
  }
  return std::stoi(text);
}

Handler finish_route(library::ItemState state) {
  return [state](Call& call) {
    const Week week = week_in(call);
    const int n = item_number(call);
    library::WeekItem item;
    call.desk.write([&](library::Library& library) {
      item = plan::finish_item(library, week, n, state, system_clock().now());
    });
    return Response::json(plan::to_json(item));
  };
}

/// Takes back that an item was done or passed over.
Response undo_route(Call& call) {
  const Week week = week_in(call);
  const int n = item_number(call);
  library::WeekItem item;
  call.desk.write([&](library::Library& library) {
    item = plan::reopen_item(library, week, n, system_clock().now());
  });
  return Response::json(plan::to_json(item));
}

Response swap_route(Call& call) {
  const Week week = week_in(call);
  const library::WeekItem item = plan::find_swap(maker_of(call), week, item_number(call));
  call.desk.write([&](library::Library& library) {
    plan::swap_item(library, week, item, system_clock().now());
  });
  return Response::json(plan::to_json(item));
}

Handler pin_route(bool pin) {
  return [pin](Call& call) {
    const Week week = week_in(call);
    const int n = item_number(call);
    plan::PinView view;
    call.desk.write([&](library::Library& library) {
      view = plan::pin_item(library, week, n, pin, system_clock().now());
    });
    return Response::json(plan::to_json(view));
  };
}

Handler pin_work_route(bool pin) {
  return [pin](Call& call) {
    const WorkId work = work_of(call, call.names.at(0));
    plan::PinView view;
    call.desk.write([&](library::Library& library) {
      view = plan::pin_work(library, work, pin, system_clock().now());
    });
    return Response::json(plan::to_json(view));
  };
}

Response pins_route(Call& call) {
  return Response::json(plan::to_json(plan::list_pins(call.desk.library())));
}

plan::ProgressView progress_of(Call& call) {
  return plan::make_progress(call.desk.library(), call.desk.profile(), system_clock().now(),
                             static_cast<int>(call.request.query.number(
                                 "weeks", plan::kProgressWeeks, 1, plan::kMostProgressWeeks)));
}

Response progress_route(Call& call) {
  return Response::json(plan::to_json(progress_of(call)));
}

Response progress_svg_route(Call& call) {
  return Response::text("image/svg+xml", plan::to_svg(progress_of(call)));
}

plan::Digest digest_of(Call& call) {
  const Week now = week_of(system_clock().today());
  const Week week = week_named(call.request.query.word("week"));
  if (week > now) {
    throw Error(Errc::kUsage, "week " + format_week(week) + " has not begun", "week",
                "name this week or an earlier one");
  }
  plan::Digest digest =
      plan::make_digest(call.desk.library(), call.desk.judge(), call.desk.profile(), week);
  if (week == now) {
    plan::add_saved_news(
        digest, plan::saved_sections(call.desk.library(), call.desk.index(), plan::kDigestWorks));
  }
  return digest;
}

Response digest_route(Call& call) {
  const bool said = call.request.query.has("format");
  const std::string format = said ? call.request.query.get("format") : "json";
  if (format == "json") {
    return Response::json(plan::to_json(digest_of(call)));
  }
  if (format == "markdown") {
    return Response::text("text/markdown; charset=utf-8", plan::digest_markdown(digest_of(call)));
  }
  if (format == "html") {
    Response response =
        Response::text("text/html; charset=utf-8", plan::digest_html(digest_of(call)));
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"digest.html\"");
    return response;
  }
  throw Error(Errc::kUsage, "no format: " + format, "format", "give json, markdown or html");
}

Response roadmaps_route(Call& call) {
  return Response::json(plan::to_json(plan::kept_roadmaps(call.desk.library())));
}

/// ?weeks=8&hours=3
plan::RoadmapOptions roadmap_options(const Query& query) {
  plan::RoadmapOptions options;
  options.today = system_clock().today();
  options.weeks =
      static_cast<int>(query.number("weeks", plan::kRoadmapWeeks, 1, plan::kMostRoadmapWeeks));
  if (query.has("hours")) {
    options.hours = plan::parse_hours(query.get("hours"));
  }
  return options;
}

plan::Roadmap make_road(Call& call, const std::string& topic, const plan::RoadmapOptions& options) {
  return plan::make_roadmap(call.desk.library(), call.desk.index(), call.desk.profile(), topic,
                            options);
}

/// The kept roadmap, else one that is made and not kept.
Response roadmap_route(Call& call) {
  const std::string topic = plan::roadmap_topic(call.names.at(0));
  const plan::RoadmapOptions options = roadmap_options(call.request.query);
  const std::optional<plan::Roadmap> kept = plan::find_roadmap(call.desk.library(), topic);
  return Response::json(plan::to_json(kept ? *kept : make_road(call, topic, options)));
}

Response keep_roadmap_route(Call& call) {
  const std::string topic = plan::roadmap_topic(call.names.at(0));
  const plan::Roadmap road = make_road(call, topic, roadmap_options(call.request.query));
  if (!road.steps.empty()) {
    call.desk.write([&](library::Library& library) {
      plan::keep_roadmap(library, road, system_clock().now());
    });
  }
  return Response::json(plan::to_json(road));
}

/// Its goal, a page to write, is written; or it is not.
Handler goal_route(bool done) {
  return [done](Call& call) {
    const std::string topic = plan::roadmap_topic(call.names.at(0));
    plan::Roadmap road;
    call.desk.write([&](library::Library& library) {
      road = plan::finish_goal(library, topic, done, system_clock().now());
    });
    return Response::json(plan::to_json(road));
  };
}

Response forget_roadmap_route(Call& call) {
  const std::string topic = plan::roadmap_topic(call.names.at(0));
  call.desk.write([&](library::Library& library) {
    if (!plan::forget_roadmap(library, topic, system_clock().now())) {
      throw Error(Errc::kNotFound, "no roadmap on '" + topic + "' is kept", "",
                  "see /api/v1/roadmaps");
    }
  });
  return roadmaps_route(call);
}

std::vector<plan::EventView> events_of(Call& call) {
  const Day since = day_of(call.request.query, "since").value_or(system_clock().today());
  return plan::view_events(call.desk.library(),
                           plan::find_followed(call.desk.library(), call.desk.index()), since);
}

Response events_route(Call& call) {
  return Response::json(plan::to_json(events_of(call)));
}

Response events_ics_route(Call& call) {
  std::ostringstream out;
  plan::write_events(out, events_of(call), system_clock().now());
  return Response::text("text/calendar; charset=utf-8", out.str());
}

Response community_route(Call& call) {
  constexpr int kUsualDays = 90;
  const Day since = day_of(call.request.query, "since")
                        .value_or(Day{system_clock().today().since_epoch - kUsualDays});
  return Response::json(
      plan::to_json(plan::view_community(call.desk.library(), call.desk.index(), since,
                                         call.request.query.number("k", 20, 1, kMostRadar))));
}

Response conference_route(Call& call) {
  plan::ConferenceOptions options;
  options.day = day_of(call.request.query, "day");
  options.today = system_clock().today();
  options.walk = static_cast<int>(
      call.request.query.number("walk", static_cast<std::uint64_t>(plan::kUsualWalk), 0, 240));
  return Response::json(
      plan::to_json(plan::plan_conference(call.desk.library(), call.desk.index(), call.desk.judge(),
                                          call.desk.profile(), call.names.at(0), options)));
}

Response conferences_route(Call& call) {
  return Response::json(plan::to_json(plan::list_programmes(call.desk.library())));
}

/// How the radar's picks spread, and how well it did.
Response audit_route(Call& call) {
  plan::RadarOptions options;
  options.k = call.request.query.number("k", 50, 1, kMostRadar);
  options.since = day_of(call.request.query, "since");
  options.today = system_clock().today();
  return Response::json(
      plan::to_json(plan::audit_radar(call.desk.library(), call.desk.index(), options)));
}

Response holidays_route(Call& call) {
  return Response::json(plan::to_json(library::days_off(call.desk.library())));
}

Response change_holidays_route(Call& call) {
  const nlohmann::json body = call.json();
  const library::DaysOff days =
      plan::parse_days_off(text_member(body, "first"), word_member(body, "last"));
  const bool off = flag_member(body, "off", true);
  call.desk.write([&](library::Library& library) {
    plan::change_days_off(library, days, off, system_clock().now());
  });
  return holidays_route(call);
}

}  // namespace

void add_week_routes(Router& router) {
  router.get("/api/v1/radar", radar_route);
  router.get("/api/v1/week", week_route);
  router.get("/api/v1/week.ics", week_ics_route);
  router.get("/api/v1/weeks/{week}", week_route);
  router.put("/api/v1/weeks/{week}", keep_week_route);
  router.post("/api/v1/weeks/{week}/items/{n}/done", finish_route(library::ItemState::kDone));
  router.post("/api/v1/weeks/{week}/items/{n}/skip", finish_route(library::ItemState::kSkipped));
  router.post("/api/v1/weeks/{week}/items/{n}/undo", undo_route);
  router.post("/api/v1/weeks/{week}/items/{n}/swap", swap_route);
  router.put("/api/v1/weeks/{week}/items/{n}/pin", pin_route(true));
  router.remove("/api/v1/weeks/{week}/items/{n}/pin", pin_route(false));
  router.get("/api/v1/pins", pins_route);
  router.put("/api/v1/works/{id}/pin", pin_work_route(true));
  router.remove("/api/v1/works/{id}/pin", pin_work_route(false));
  router.get("/api/v1/progress", progress_route);
  router.get("/api/v1/progress.svg", progress_svg_route);
  router.get("/api/v1/digest", digest_route);
  router.get("/api/v1/roadmaps", roadmaps_route);
  router.get("/api/v1/roadmaps/{topic}", roadmap_route);
  router.put("/api/v1/roadmaps/{topic}", keep_roadmap_route);
  router.remove("/api/v1/roadmaps/{topic}", forget_roadmap_route);
  router.post("/api/v1/roadmaps/{topic}/done", goal_route(true));
  router.post("/api/v1/roadmaps/{topic}/undo", goal_route(false));
  router.get("/api/v1/events-to-come", events_route);
  router.get("/api/v1/events.ics", events_ics_route);
  router.get("/api/v1/community", community_route);
  router.get("/api/v1/conferences", conferences_route);
  router.get("/api/v1/conferences/{name}", conference_route);
  router.get("/api/v1/audit/radar", audit_route);
  router.get("/api/v1/holidays", holidays_route);
  router.put("/api/v1/holidays", change_holidays_route);
}

}  // namespace assay::serve
