#include "plan/views.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

double four_decimals(double value) {
  return std::round(value * 1e4) / 1e4;
}

double six_decimals(double value) {
  return std::round(value * 1e6) / 1e6;
}

Json item_json(const library::WeekItem& item, bool pinned) {
  Json out;
  out["n"] = item.n;
  out["track"] = item.track;
  out["title"] = item.title;
  out["work"] = item.work ? Json(format_work_id(*item.work)) : Json(nullptr);
  out["why"] = item.why;
  out["minutes"] = item.minutes;
  out["state"] = library::item_state_name(item.state);
  out["command"] = item.command;
  out["day"] = item.day == 0 ? Json(nullptr) : Json(format_day({item.day}));
  out["pinned"] = pinned;
  const std::optional<Week> carried = carried_from(item);
  out["carried_from"] = carried ? Json(format_week(*carried)) : Json(nullptr);
  return out;
}

Json pin_json(const PinView& pin) {
  return {{"item", pin.item}, {"track", pin.track}, {"title", pin.title}, {"pinned", pin.pinned}};
}

}  // namespace

std::string to_json(const RadarView& view, bool explain) {
  Json out;
  out["considered"] = view.considered;
  out["items"] = Json::array();
  for (const RadarItem& item : view.items) {
    Json row;
    row["id"] = format_work_id(item.id);
    row["identifiers"] = item.identifiers;
    row["kind"] = kind_name(item.kind);
    row["title"] = item.title;
    row["year"] = item.year == 0 ? Json(nullptr) : Json(item.year);
    row["date"] = item.date;
    row["venue"] = item.venue;
    row["score"] = four_decimals(item.score);
    row["developer_led"] = four_decimals(item.developer_led);
    row["research"] = four_decimals(item.research);
    row["topics"] = item.topics;
    row["why"] = item.why;
    row["explore"] = item.explore;
    if (explain) {
      row["parts"] = Json::array();
      for (const ScorePart& part : item.parts) {
        row["parts"].push_back({{"name", part.name},
                                {"value", four_decimals(part.value)},
                                {"weight", four_decimals(part.weight)},
                                {"points", six_decimals(part.points())}});
      }
    }
    if (item.evidence) {
      row["evidence"] = Json{{"type", clue_type_name(item.evidence->type)},
                             {"field", field_name(item.evidence->field)},
                             {"begin", item.evidence->begin},
                             {"end", item.evidence->end},
                             {"text", item.evidence_text}};
    } else {
      row["evidence"] = nullptr;
    }
    out["items"].push_back(std::move(row));
  }
  return dump(out);
}

std::string to_json(const WeekView& view) {
  Json out;
  out["week"] = view.week;
  out["hours"] = view.hours;
  out["items"] = Json::array();
  for (const library::WeekItem& item : view.items) {
    out["items"].push_back(item_json(item, view.pinned.count(item.n) != 0));
  }
  out["minutes"] = view.minutes;
  out["remarks"] = view.remarks;
  return dump(out);
}

std::string to_json(const library::WeekItem& item, bool pinned) {
  return dump(item_json(item, pinned));
}

std::string to_json(const PinView& pin) {
  return dump(pin_json(pin));
}

std::string to_json(const std::vector<PinView>& pins) {
  Json out;
  out["pins"] = Json::array();
  for (const PinView& pin : pins) {
    out["pins"].push_back(pin_json(pin));
  }
  return dump(out);
}

}  // namespace assay::plan
