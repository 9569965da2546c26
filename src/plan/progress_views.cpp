#include "plan/progress.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) {
  constexpr double kScale = 1e4;
  return std::round(value * kScale) / kScale;
}

Json share_json(const std::optional<double>& share) {
  return share ? Json(rounded(*share)) : Json(nullptr);
}

Json minutes_json(const std::array<int, kTracks.size()>& minutes) {
  Json out = Json::object();
  for (std::size_t i = 0; i < kTracks.size(); ++i) {
    out[std::string(kTracks.at(i))] = minutes.at(i);
  }
  return out;
}

Json week_json(const WeekProgress& week) {
  Json out;
  out["week"] = format_week(week.week);
  out["state"] = week_kept_name(week.kept);
  out["planned"] = week.planned;
  out["done"] = week.done;
  out["skipped"] = week.skipped;
  out["minutes"] = minutes_json(week.minutes);
  out["reviews"] = week.reviews;
  return out;
}

Json area_json(const AreaProgress& area) {
  Json out;
  out["name"] = area.name;
  out["kind"] = area.topic ? "topic" : "words";
  out["wanted"] = rounded(area.wanted);
  out["works"] = area.works;
  out["strength"] = rounded(area.strength);
  out["standing"] = area.standing();
  out["gap"] = area.gap;
  out["next"] = nullptr;
  if (area.next) {
    const NextStep& next = *area.next;
    out["next"] = Json{{"work", next.work ? Json(format_work_id(*next.work)) : Json(nullptr)},
                       {"title", next.title},
                       {"minutes", next.minutes},
                       {"why", next.why},
                       {"command", next.command}};
  }
  return out;
}

}  // namespace

std::string to_json(const ProgressView& view) {
  Json out;
  out["reader"] = view.reader;
  out["from"] = format_week(view.weeks.front().week);
  out["to"] = format_week(view.weeks.back().week);
  out["weeks"] = Json::array();
  for (const WeekProgress& week : view.weeks) {
    out["weeks"].push_back(week_json(week));
  }
  out["kept"] = view.kept;
  out["some"] = view.some;
  out["streak"] = Json{{"current", view.streak}, {"longest", view.longest}};
  out["minutes"] = minutes_json(view.minutes);
  out["works"] = view.works;
  out["areas"] = Json::array();
  for (const AreaProgress& area : view.areas) {
    out["areas"].push_back(area_json(area));
  }
  const MemoryProgress& memory = view.memory;
  out["reviews"] = Json{{"cards", memory.cards},
                        {"due", memory.due},
                        {"next_7_days", memory.soon},
                        {"retention", memory.retention},
                        {"predicted", share_json(memory.predicted)},
                        {"answers", memory.answers},
                        {"measured", share_json(memory.measured)},
                        {"expected", share_json(memory.expected)}};
  out["labs"] =
      Json{{"started", view.labs.started}, {"solved", view.labs.solved}, {"due", view.labs.due}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
