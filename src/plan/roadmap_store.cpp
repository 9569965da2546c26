#include "base/error.h"
#include "base/text.h"
#include "plan/roadmap.h"
#include "plan/tracks.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPrefix = "roadmap.";
constexpr int kVersion = 1;

std::string key_of(std::string_view topic) {
  return std::string(kPrefix) + std::string(topic);
}

Json step_json(const RoadmapStep& step) {
  Json out;
  out["n"] = step.n;
  out["title"] = step.title;
  out["work"] = step.work ? Json(format_work_id(*step.work)) : Json(nullptr);
  out["track"] = step.track;
  out["year"] = step.year == 0 ? Json(nullptr) : Json(step.year);
  out["why"] = step.why;
  out["minutes"] = step.minutes;
  out["parts"] = Json::array();
  for (const RoadmapPart& part : step.parts) {
    out["parts"].push_back(Json{{"week", part.week}, {"minutes", part.minutes}});
  }
  out["goal"] = step.goal;
  return out;
}

Json roadmap_json(const Roadmap& roadmap) {
  Json out;
  out["topic"] = roadmap.topic;
  out["kind"] = roadmap.words ? "words" : "topic";
  out["level"] = roadmap.level;
  out["made"] = roadmap.made;
  out["from"] = roadmap.from;
  out["weeks"] = roadmap.weeks;
  out["hours"] = roadmap.hours;
  out["steps"] = Json::array();
  return out;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RoadmapStep read_step(const Json& json) {
  RoadmapStep step;
  step.n = json.at("n").get<int>();
  step.title = json.at("title").get<std::string>();
  if (const Json& work = json.at("work"); work.is_string()) {
    step.work = parse_work_id(work.get<std::string>());
  }
  step.track = json.at("track").get<std::string>();
  step.year = json.at("year").is_null() ? 0 : json.at("year").get<int>();
  step.why = json.at("why").get<std::vector<std::string>>();
  step.minutes = json.at("minutes").get<int>();
  for (const Json& part : json.at("parts")) {
    step.parts.push_back({part.at("week").get<std::string>(), part.at("minutes").get<int>()});
    if (!parse_week(step.parts.back().week)) {
      throw std::invalid_argument("week");
    }
  }
  step.goal = json.at("goal").get<bool>();
  step.command = json.value("command", std::string());
  if (json.value("done", false)) {
    step.state = library::ItemState::kDone;
  }
  return step;
}

/// Throws what the library of JSON throws, or std::invalid_argument, for what is no kept roadmap.
Roadmap read_roadmap(const std::string& text) {
  const Json json = Json::parse(text);
  if (json.at("version").get<int>() != kVersion) {
    throw std::invalid_argument("version");
  }
  Roadmap roadmap;
  roadmap.topic = json.at("topic").get<std::string>();
  roadmap.words = json.at("kind").get<std::string>() == "words";
  roadmap.level = json.at("level").get<std::string>();
  roadmap.made = json.at("made").get<std::string>();
  roadmap.from = json.at("from").get<std::string>();
  roadmap.weeks = json.at("weeks").get<int>();
  roadmap.hours = json.at("hours").get<double>();
  for (const Json& step : json.at("steps")) {
    roadmap.steps.push_back(read_step(step));
  }
  if (!parse_week(roadmap.from)) {
    throw std::invalid_argument("week");
  }
  return roadmap;
}

/// What each step has come to, and the works that they have become where works were merged.
class States {
 public:
  explicit States(library::Library& library)
      : library_(library), readings_(library::readings(library)) {}

  void show(Roadmap& roadmap) {
    for (RoadmapStep& step : roadmap.steps) {
      if (!step.work) {
        continue;  // the reader says when its page is written
      }
      if (const std::optional<library::StoredWork> stored = library_.find(*step.work)) {
        step.work = stored->id;
      }
      const auto found = readings_.find(step.work->v);
      if (found != readings_.end()) {
        step.state = found->second.state == library::ReadState::kSkipped
                         ? library::ItemState::kSkipped
                         : library::ItemState::kDone;
      }
      step.command = start_command(step.track, *step.work);
    }
  }

 private:
  library::Library& library_;
  std::unordered_map<std::int64_t, library::Reading> readings_;
};

Roadmap parse_kept(const std::string& key, const std::string& text) {
  try {
    return read_roadmap(text);
  } catch (const std::exception&) {
    throw Error(Errc::kCorrupt,
                "the kept roadmap on '" + key.substr(kPrefix.size()) + "' is damaged", "",
                "make it anew with --again");
  }
}

}  // namespace

std::optional<Roadmap> find_roadmap(library::Library& library, std::string_view topic) {
  const std::string text = library::setting(library, key_of(topic));
  if (text.empty()) {
    return std::nullopt;
  }
  Roadmap roadmap = parse_kept(key_of(topic), text);
  States(library).show(roadmap);
  return roadmap;
}

std::vector<Roadmap> kept_roadmaps(library::Library& library) {
  States states(library);
  std::vector<Roadmap> out;
  for (const auto& [key, text] : library::settings(library, kPrefix)) {
    if (text.empty()) {
      continue;
    }
    try {
      out.push_back(read_roadmap(text));
      states.show(out.back());
    } catch (const std::exception&) {
      Roadmap& damaged = out.emplace_back();
      damaged.topic = key.substr(kPrefix.size());
      damaged.words = true;
      damaged.damaged = true;
    }
  }
  return out;
}

namespace {

void write_roadmap(library::Library& library, const Roadmap& roadmap) {
  Json kept = roadmap_json(roadmap);
  kept["version"] = kVersion;
  for (const RoadmapStep& step : roadmap.steps) {
    Json one = step_json(step);
    if (!step.work) {
      one["command"] = step.command;
      one["done"] = step.state == library::ItemState::kDone;
    }
    kept["steps"].push_back(std::move(one));
  }
  library::set_setting(library, key_of(roadmap.topic), dump(kept));
}

}  // namespace

void keep_roadmap(library::Library& library, const Roadmap& roadmap, std::int64_t now) {
  library.begin();
  write_roadmap(library, roadmap);
  library::record_event(library, "roadmap made", std::nullopt, roadmap.topic, now);
  library.commit_aside();
}

Roadmap finish_goal(library::Library& library, std::string_view topic, bool done,
                    std::int64_t now) {
  std::optional<Roadmap> roadmap = find_roadmap(library, topic);
  if (!roadmap || roadmap->steps.empty()) {
    throw Error(Errc::kNotFound, "no roadmap on '" + std::string(topic) + "' is kept", "",
                "see `assay roadmap`");
  }
  RoadmapStep& goal = roadmap->steps.back();
  if (goal.work) {
    throw Error(Errc::kInvalid, "its goal is a work: " + format_work_id(*goal.work), "",
                "it is ticked when that is read, rated, or done in a week");
  }
  goal.state = done ? library::ItemState::kDone : library::ItemState::kPlanned;
  library.begin();
  write_roadmap(library, *roadmap);
  library::record_event(library, done ? "goal reached" : "goal reopened", std::nullopt, topic, now);
  library.commit_aside();
  return std::move(*roadmap);
}

bool forget_roadmap(library::Library& library, std::string_view topic, std::int64_t now) {
  if (library::setting(library, key_of(topic)).empty()) {
    return false;
  }
  library.begin();
  library::set_setting(library, key_of(topic), "");
  library::record_event(library, "roadmap forgotten", std::nullopt, topic, now);
  library.commit_aside();
  return true;
}

std::string to_json(const Roadmap& roadmap) {
  Json out = roadmap_json(roadmap);
  for (const RoadmapStep& step : roadmap.steps) {
    Json one = step_json(step);
    one["state"] = library::item_state_name(step.state);
    one["command"] = step.command;
    out["steps"].push_back(std::move(one));
  }
  return dump(out);
}

std::string to_json(const std::vector<Roadmap>& roadmaps) {
  Json list = Json::array();
  for (const Roadmap& roadmap : roadmaps) {
    Json one = roadmap_json(roadmap);
    one["steps"] = roadmap.steps.size();
    one["done"] = std::count_if(
        roadmap.steps.begin(), roadmap.steps.end(),
        [](const RoadmapStep& step) { return step.state == library::ItemState::kDone; });
    list.push_back(std::move(one));
  }
  return dump(Json{{"roadmaps", list}});
}

}  // namespace assay::plan
