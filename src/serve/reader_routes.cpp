#include "base/error.h"
#include "base/files.h"
#include "base/tar.h"
#include "ingest/finding.h"
#include "library/community.h"
#include "library/note_files.h"
#include "library/reader.h"
#include "plan/reading.h"
#include "plan/settings.h"
#include "plan/vault.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t now() {
  return system_clock().now();
}

Response rate_route(Call& call) {
  const nlohmann::json body = call.json();
  const WorkId work = work_of(call, call.names.at(0));
  const auto words = body.find("rating");
  int value = -1;
  if (words != body.end() && (*words == "up" || *words == "down")) {
    value = plan::parse_rating(words->get<std::string>());
  } else {
    const std::int64_t rating = number_member(body, "rating");
    value = rating < 0 || rating > 5 ? -1 : static_cast<int>(rating);
  }
  call.desk.write([&](library::Library& library) { plan::rate_work(library, work, value, now()); });
  return Response::json(plan::rating_json(work, value));
}

Handler mark_route(double weight) {
  return [weight](Call& call) {
    const std::vector<WorkId> works = {work_of(call, call.names.at(0))};
    call.desk.write(
        [&](library::Library& library) { plan::mark_works(library, works, weight, now()); });
    return Response::json(plan::marks_json(works, weight));
  };
}

Json note_json(library::Library& library, WorkId work, const library::Note& note) {
  return {{"id", format_work_id(work)},
          {"written", format_instant(note.written)},
          {"body", note.body},
          {"file", library::note_path(library, note).string()}};
}

Response notes_of_work_route(Call& call) {
  const WorkId work = work_of(call, call.names.at(0));
  Json list = Json::array();
  for (const library::Note& note : library::notes(call.desk.library(), work)) {
    list.push_back(note_json(call.desk.library(), work, note));
  }
  return Response::json(dump(Json{{"notes", list}}));
}

Response notes_route(Call& call) {
  Json list = Json::array();
  library::Library& library = call.desk.library();
  if (const std::string words = call.request.query.get("q"); !words.empty()) {
    for (const plan::FoundNote& found : plan::search_notes(library, words)) {
      Json one = note_json(library, found.kept.work, found.kept.note);
      one["title"] = found.title;
      one["line"] = found.line;
      list.push_back(std::move(one));
    }
  } else {
    for (const library::KeptNote& kept : library::all_notes(library)) {
      list.push_back(note_json(library, kept.work, kept.note));
    }
  }
  return Response::json(dump(Json{{"notes", list}}));
}

/// The note as Markdown, or {"text":"…"}.
Response add_note_route(Call& call) {
  const WorkId work = work_of(call, call.names.at(0));
  const std::string text = call.request.header("content-type").rfind("text/", 0) == 0
                               ? call.request.body
                               : text_member(call.json(), "text");
  Json out;
  call.desk.write([&](library::Library& library) {
    out = note_json(library, work, plan::keep_note(library, work, text, now()));
  });
  return Response::json(dump(out), 201);
}

/// {"text":"…"} or Markdown: the note's new text, which is what its file holds from then on.
Response change_note_route(Call& call) {
  const std::string& file = call.names.at(0);
  const std::string text = call.request.header("content-type").rfind("text/", 0) == 0
                               ? call.request.body
                               : text_member(call.json(), "text");
  Json out;
  call.desk.write([&](library::Library& library) {
    const library::KeptNote changed = plan::change_note(library, file, text, now());
    out = note_json(library, changed.work, changed.note);
  });
  return Response::json(dump(out));
}

/// A vault of linked Markdown files, as `assay note export` writes it: a tar archive.
Response vault_route(Call& call) {
  const auto folder = std::make_shared<const TempDir>();
  call.desk.write([&](library::Library& library) {
    library.begin();
    if (library::sync_note_files(library).changed > 0) {
      library.commit();
    } else {
      library.commit_aside();
    }
    static_cast<void>(plan::export_vault(library, folder->path() / "vault"));
  });
  Response response;
  response.folder = folder;
  response.file = folder->path() / "notes.tar";
  make_folders(folder->path() / "vault");  // that of no notes
  write_tar(folder->path() / "vault", "notes", response.file);
  response.type = "application/x-tar";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"notes.tar\"");
  return response;
}

Response interests_route(Call& call) {
  return Response::json(plan::interests_json(call.desk.library()));
}

/// {"add":[…],"less":[…],"remove":[…],"hours":"5"}
Response change_interests_route(Call& call) {
  const nlohmann::json body = call.json();
  std::vector<library::Interest> changes;
  for (const auto& [name, weight] : {std::pair{"add", 1.0}, {"less", -1.0}, {"remove", 0.0}}) {
    for (const std::string& value : list_member(body, name)) {
      changes.push_back(plan::parse_interest(call.desk.library(), value, weight));
    }
  }
  const std::string hours = word_member(body, "hours");
  if (!hours.empty()) {
    plan::parse_hours(hours);
  }
  call.desk.write([&](library::Library& library) {
    library.begin();
    for (const library::Interest& interest : changes) {
      library::set_interest(library, interest);
    }
    if (!hours.empty()) {
      plan::change_setting(library, "hours", hours);
    }
    library.commit();
  });
  return interests_route(call);
}

Response settings_route(Call& call) {
  return Response::json(plan::settings_json(call.desk.library()));
}

/// {"hours":"5","days":"mon, wed", …}: the settings of `assay setup`, in its words.
Response change_settings_route(Call& call) {
  const nlohmann::json body = call.json();
  for (const auto& [key, value] : body.items()) {
    if (std::find(plan::kSettingKeys.begin(), plan::kSettingKeys.end(), key) ==
        plan::kSettingKeys.end()) {
      throw Error(Errc::kUsage, "no setting: " + key, "the body",
                  "hours, days, tracks, level, languages, frameworks, hardware, explore, variety");
    }
    plan::check_setting(key, text_member(body, key.c_str()));
  }
  call.desk.write([&](library::Library& library) {
    library.begin();
    for (const auto& [key, value] : body.items()) {
      plan::change_setting(library, key, value.get<std::string>());
    }
    library.commit();
  });
  return settings_route(call);
}

Response follows_route(Call& call) {
  return Response::json(plan::to_json(library::follows(call.desk.library())));
}

Response change_follow(Call& call, bool wanted) {
  const nlohmann::json body = call.json();
  const std::optional<library::FollowKind> kind =
      library::parse_follow_kind(text_member(body, "kind"));
  std::optional<library::Follow> follow =
      kind ? library::make_follow(*kind, text_member(body, "name")) : std::nullopt;
  if (!follow) {
    throw Error(Errc::kUsage, "nothing that can be followed", "the body",
                "kind is person, org, repo or venue; a repository's name is owner/name");
  }
  follow->since = now();
  call.desk.write([&](library::Library& library) {
    library.begin();
    const bool changed =
        wanted ? library::add_follow(library, *follow) : library::remove_follow(library, *follow);
    if (!changed) {
      library.rollback();
      if (!wanted) {
        throw Error(Errc::kNotFound, "you do not follow " + follow->name, "",
                    "see /api/v1/follows");
      }
      return;
    }
    library::record_event(library, wanted ? "follow" : "unfollow", std::nullopt,
                          std::string(library::follow_kind_name(follow->kind)) + " " + follow->name,
                          follow->since);
    library.commit();
  });
  return follows_route(call);
}

Json timer_json(const std::optional<plan::Timer>& timer) {
  return timer ? Json{{"id", format_work_id(timer->work)},
                      {"started", format_instant(timer->started)}}
               : Json(nullptr);
}

Response reading_route(Call& call) {
  return Response::json(
      dump(Json{{"reading", timer_json(plan::running_timer(call.desk.library()))}}));
}

Response start_reading_route(Call& call) {
  const WorkId work = work_of(call, call.names.at(0));
  const std::string address =
      plan::reading_address(call.desk.library().load(work).work, call.request.query.flag("pdf"));
  plan::Timer timer;
  call.desk.write(
      [&](library::Library& library) { timer = plan::start_timer(library, work, now()); });
  return Response::json(dump(Json{{"reading", timer_json(timer)},
                                  {"address", address.empty() ? Json(nullptr) : Json(address)}}));
}

/// {"minutes":20} or {}
Response stop_reading_route(Call& call) {
  const nlohmann::json body = call.json();
  std::optional<int> minutes;
  if (body.contains("minutes")) {
    const std::int64_t said = number_member(body, "minutes");
    if (said < 0 || said > 1440) {
      throw Error(Errc::kUsage, "minutes are from 0 to 1440", "minutes");
    }
    minutes = static_cast<int>(said);
  }
  plan::Reading reading;
  call.desk.write(
      [&](library::Library& library) { reading = plan::stop_timer(library, now(), minutes); });
  return Response::json(dump(Json{{"id", format_work_id(reading.work)},
                                  {"minutes", reading.minutes},
                                  {"forgotten", reading.forgotten},
                                  {"clock_set_back", reading.clock_set_back}}));
}

}  // namespace

void add_reader_routes(Router& router) {
  router.put("/api/v1/works/{id}/rating", rate_route);
  router.post("/api/v1/works/{id}/more", mark_route(1));
  router.post("/api/v1/works/{id}/less", mark_route(-1));
  router.remove("/api/v1/works/{id}/mark", mark_route(0));
  router.get("/api/v1/works/{id}/notes", notes_of_work_route);
  router.post("/api/v1/works/{id}/notes", add_note_route);
  router.get("/api/v1/notes", notes_route);
  router.put("/api/v1/notes/{file}", change_note_route);
  router.post("/api/v1/vault", vault_route);
  router.get("/api/v1/interests", interests_route);
  router.post("/api/v1/interests", change_interests_route);
  router.get("/api/v1/settings", settings_route);
  router.put("/api/v1/settings", change_settings_route);
  router.get("/api/v1/follows", follows_route);
  router.post("/api/v1/follows", [](Call& call) { return change_follow(call, true); });
  router.remove("/api/v1/follows", [](Call& call) { return change_follow(call, false); });
  router.get("/api/v1/reading", reading_route);
  router.post("/api/v1/works/{id}/reading", start_reading_route);
  router.remove("/api/v1/reading", stop_reading_route);
}

}  // namespace assay::serve
