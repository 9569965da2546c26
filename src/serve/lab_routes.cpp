#include "base/error.h"
#include "library/labs.h"
#include "library/reader.h"
#include "plan/card_changes.h"
#include "plan/lab_memory.h"
#include "practice/labs/check.h"
#include "practice/labs/code.h"
#include "practice/labs/folder.h"
#include "practice/labs/make.h"
#include "practice/labs/placement.h"
#include "practice/labs/validate.h"
#include "practice/labs/works.h"
#include "serve/jobs.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;
using LabMemories = std::map<std::string, plan::LabMemory>;

practice::Catalogue catalogue_of(library::Library& library) {
  return practice::Catalogue(practice::own_labs_folder(library.folder()));
}

LabMemories memories_of(library::Library& library) {
  return plan::lab_memories(library::lab_log(library), system_clock().now());
}

plan::LabMemory memory_of(const LabMemories& memories, const std::string& lab) {
  const auto found = memories.find(lab);
  return found == memories.end() ? plan::LabMemory() : found->second;
}

std::optional<practice::LabFolder> folder_of(const plan::LabMemory& memory) {
  return memory.folder.empty() ? std::nullopt : practice::read_lab_mark(memory.folder);
}

/// The folder of a lab that was started. Throws kNotFound.
practice::LabFolder require_folder(const practice::Lab& lab, const LabMemories& memories) {
  std::optional<practice::LabFolder> folder = folder_of(memory_of(memories, lab.name));
  if (!folder || folder->lab != lab.name) {
    throw Error(Errc::kNotFound, "the lab " + lab.name + " was not started", "",
                "start it first: POST /api/v1/labs/" + lab.name + "/start");
  }
  return *folder;
}

library::LabEvent event_of(const practice::LabFolder& folder, const char* what) {
  library::LabEvent event;
  event.at = system_clock().now();
  event.lab = folder.lab;
  event.event = what;
  event.variant = folder.variant;
  event.language = practice::language_name(folder.language);
  return event;
}

void note_lab(Desk& desk, const library::LabEvent& event) {
  desk.write([&](library::Library& library) {
    plan::keep_lab_event(library, event, std::nullopt, std::nullopt);
  });
}

Response labs_route(Call& call) {
  std::map<std::string, practice::LabState> states;
  for (const auto& [lab, memory] : memories_of(call.desk.library())) {
    states[lab] = {std::string(plan::lab_standing_name(memory.standing)), memory.attempts,
                   memory.hints, memory.solved, memory.due};
  }
  return Response::json(practice::lab_list_json(catalogue_of(call.desk.library()), states));
}

/// What the last check said, in short and as it was kept; null before the first.
Json last_check(library::Library& library, const std::vector<library::LabEvent>& log,
                const std::string& lab) {
  const auto last = std::find_if(log.rbegin(), log.rend(), [&](const library::LabEvent& event) {
    return event.lab == lab && event.event == "check";
  });
  if (last == log.rend()) {
    return nullptr;
  }
  const std::string report = library::last_lab_report(library, lab);
  Json kept = Json::parse(report, nullptr, false);
  return Json{{"at", format_instant(last->at)},
              {"passed", last->passed},
              {"failed", last->detail},
              {"seconds", last->seconds},
              {"report", kept.is_object() ? std::move(kept) : Json(nullptr)}};
}

/// What a function takes or gives: its options are the forms' affair, not the learner's.
Json slots_json(const std::vector<practice::Slot>& slots) {
  Json list = Json::array();
  for (const practice::Slot& slot : slots) {
    if (!slot.option) {
      list.push_back({{"name", slot.name}, {"shape", slot.shape}, {"about", slot.about}});
    }
  }
  return list;
}

/// What is to be written.
Json functions_json(const practice::Lab& lab) {
  Json list = Json::array();
  for (const practice::Function& function : lab.functions) {
    list.push_back({{"name", function.name},
                    {"about", function.about},
                    {"arguments", slots_json(function.arguments)},
                    {"results", slots_json(function.results)}});
  }
  return list;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Response lab_route(Call& call) {
  library::Library& library = call.desk.library();
  const practice::Catalogue catalogue = catalogue_of(library);
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  const std::vector<library::LabEvent> log = library::lab_log(library);
  const plan::LabMemory memory = memory_of(plan::lab_memories(log, system_clock().now()), lab.name);
  const std::optional<practice::LabFolder> folder = folder_of(memory);
  const practice::Variant* variant = folder ? lab.find_variant(folder->variant) : nullptr;
  const std::optional<WorkId> work = practice::work_of_lab(library, lab);
  const std::size_t hints = std::min(static_cast<std::size_t>(memory.hints), lab.hints.size());
  Json out;
  out["name"] = lab.name;
  out["title"] = lab.title;
  out["minutes"] = lab.minutes;
  out["level"] = lab.level;
  out["state"] = plan::lab_standing_name(memory.standing);
  out["work"] = work ? Json(format_work_id(*work)) : Json(nullptr);
  out["requires"] = lab.requires_labs;
  out["statement"] = lab.statement;
  out["functions"] = functions_json(lab);
  out["form"] =
      variant == nullptr ? Json(nullptr) : Json{{"name", variant->name}, {"about", variant->about}};
  out["variants"] = Json::array();
  for (const practice::Variant& one : lab.variants) {
    out["variants"].push_back({{"name", one.name}, {"about", one.about}});
  }
  out["language"] = folder ? Json(practice::language_name(folder->language)) : Json(nullptr);
  out["file"] = text_or_null(folder ? folder->solution().string() : std::string());
  out["attempts"] = memory.attempts;
  out["hints"] = std::vector<std::string>(lab.hints.begin(),
                                          lab.hints.begin() + static_cast<std::ptrdiff_t>(hints));
  out["hints_of"] = lab.hints.size();
  out["cards"] = lab.cards.size();
  out["last"] = last_check(library, log, lab.name);
  return Response::json(dump(out));
}

/// What the reader has solved, or was placed beyond.
practice::KnownLab known_in(const LabMemories& memories) {
  return [&memories](const std::string& lab) { return memory_of(memories, lab).solved > 0; };
}

Response placements_route(Call& call) {
  const LabMemories memories = memories_of(call.desk.library());
  return Response::json(practice::to_json(
      practice::placements(catalogue_of(call.desk.library()), known_in(memories))));
}

/// {"language":"python","variant":"plain"}: both may be left out.
Response begin_lab(Call& call, bool placing) {
  const nlohmann::json body = call.json();
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  const std::string language = word_member(body, "language");
  const auto parsed = practice::parse_language(language.empty() ? "python" : language);
  if (!parsed) {
    throw Error(Errc::kUsage, "no language of labs: " + language, "language", "python or cpp");
  }
  const int solved = memory_of(memories_of(call.desk.library()), lab.name).solved;
  practice::LabFolder folder;
  folder.lab = lab.name;
  folder.language = *parsed;
  folder.placing = placing;
  folder.variant = word_member(body, "variant");
  if (folder.variant.empty()) {  // a solved lab comes back in its next form
    folder.variant = lab.variants.at(static_cast<std::size_t>(solved) % lab.variants.size()).name;
  }
  const std::string reader = library::current_reader(call.desk.library());
  folder.path = practice::usual_lab_folder(call.desk.library().folder(), folder,
                                           reader == library::kFirstReader ? "" : reader);
  std::vector<std::string> files;
  for (const std::filesystem::path& made : practice::make_lab_folder(lab, folder)) {
    files.push_back(made.string());
  }
  library::LabEvent event = event_of(folder, "start");
  event.detail = folder.path.string();
  note_lab(call.desk, event);
  return Response::json(dump(Json{{"dir", folder.path.string()}, {"files", files}}), 201);
}

practice::ProgramSettings settings_of(const Store& store) {
  practice::ProgramSettings settings;
  settings.cache = store.options().lab_cache;
  settings.python = practice::usual_python();
  return settings;
}

void require_walls() {
  if (!practice::sandbox_trouble().empty()) {
    throw Error(Errc::kInvalid, "your program cannot be walled off: " + practice::sandbox_trouble(),
                "", "install bubblewrap");
  }
}

/// What a lab that places its reader builds on counts as known.
void place_before(library::Library& library, const practice::LabFolder& folder,
                  const std::vector<std::string>& known) {
  for (const std::string& name : known) {
    library::LabEvent event = event_of(folder, "placed");
    event.lab = name;
    event.variant = "plain";
    event.passed = true;
    event.detail = folder.lab;
    plan::keep_lab_event(library, event, std::nullopt, std::nullopt);
  }
}

/// Runs the learner's file, walled off, and keeps what came of it.
std::string check_lab(Store& store, const std::string& reader, const std::string& name) {
  library::Library library(store.options().library, library::Library::Mode::kRead);
  if (!reader.empty()) {
    library::use_reader(library, reader);
  }
  const practice::Catalogue catalogue = catalogue_of(library);
  const practice::Lab& lab = catalogue.require(name);
  const LabMemories memories = memories_of(library);
  const practice::LabFolder folder = require_folder(lab, memories);
  const practice::Variant* variant = lab.find_variant(folder.variant);
  if (variant == nullptr) {
    throw Error(Errc::kInvalid, "lab.json names a form that the lab does not have", folder.variant);
  }
  const plan::LabMemory memory = memory_of(memories, lab.name);
  const practice::LabReport report =
      practice::check_solution(lab, *variant, practice::read_solution(folder),
                               {1 + static_cast<std::uint64_t>(memory.attempts)},
                               settings_of(store))
          .front();
  library::LabEvent event = event_of(folder, "check");
  event.passed = report.passed;
  event.seconds = report.seconds;
  const auto failed = std::find_if(report.checks.begin(), report.checks.end(),
                                   [](const practice::CheckResult& one) { return !one.passed; });
  event.detail = failed == report.checks.end() ? "" : failed->name;
  event.report = practice::to_kept_json(report);
  const bool first = report.passed && memory.standing != plan::LabStanding::kSolved;
  const std::vector<std::string> known =
      report.passed && folder.placing
          ? practice::unknown_before(catalogue, lab.name, known_in(memories))
          : std::vector<std::string>();
  store.write(reader, [&](library::Library& writing) {
    plan::keep_lab_event(writing, event, first ? std::optional(lab.minutes) : std::nullopt,
                         first ? practice::work_of_lab(writing, lab) : std::nullopt);
    place_before(writing, folder, known);
  });
  return practice::to_json(report);
}

Response check_route(Call& call) {
  require_walls();
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const std::string name = catalogue.require(call.names.at(0)).name;
  static_cast<void>(require_folder(catalogue.require(name), memories_of(call.desk.library())));
  Store& store = call.jobs.store();
  const std::string reader = call.desk.reader();
  return accepted(
      call, "lab",
      [&store, reader, name](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
        return check_lab(store, reader, name);
      },
      Jobs::Lane::kLooking);
}

/// {"name":"my-lab"}: a lab of one's own, begun from a template among the library's own labs.
Response make_route(Call& call) {
  const std::string name = text_member(call.json(), "name");
  const std::filesystem::path own = practice::own_labs_folder(call.desk.library().folder());
  const std::vector<std::string> files = practice::make_lab(own, name);
  return Response::json(dump(Json{{"dir", (own / name).string()}, {"files", files}}), 201);
}

/// A lab of the library's own with the solutions beside it, else one of the program's.
std::string validate(const Store& store, const std::string& name, std::size_t seeds) {
  const std::filesystem::path own = practice::own_labs_folder(store.options().library);
  if (!practice::is_lab_name(name) || !std::filesystem::exists(own / name / "lab.toml")) {
    const practice::Catalogue catalogue(own);
    return practice::validation_json(
        name, practice::validate_lab(catalogue.require(name), {}, seeds, settings_of(store)));
  }
  const practice::Lab lab = practice::parse_lab(name, practice::read_lab_folder(own / name));
  return practice::validation_json(
      name,
      practice::validate_lab(lab, practice::read_solutions(own / name), seeds, settings_of(store)));
}

/// {"seeds":3}: may be left out.
Response validate_route(Call& call) {
  constexpr std::int64_t kMostSeeds = 100;
  require_walls();
  const nlohmann::json body = call.json();
  const std::int64_t seeds = body.contains("seeds") ? number_member(body, "seeds") : 3;
  if (seeds < 1 || seeds > kMostSeeds) {
    throw Error(Errc::kUsage, "seeds are from 1 to 100", "seeds");
  }
  const Store& store = call.jobs.store();
  const std::string name = call.names.at(0);
  return accepted(
      call, "validate",
      [&store, name, seeds](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
        return validate(store, name, static_cast<std::size_t>(seeds));
      },
      Jobs::Lane::kLooking, name);
}

Response hint_route(Call& call) {
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  const LabMemories memories = memories_of(call.desk.library());
  const practice::LabFolder folder = require_folder(lab, memories);
  if (lab.hints.empty()) {
    throw Error(Errc::kNotFound, "the lab has no hints", lab.name);
  }
  const auto opened = static_cast<std::size_t>(memory_of(memories, lab.name).hints);
  const std::size_t shown = std::min(opened + 1, lab.hints.size());
  if (opened < lab.hints.size()) {
    library::LabEvent event = event_of(folder, "hint");
    event.detail = std::to_string(shown);
    note_lab(call.desk, event);
  }
  const std::vector<std::string> hints(lab.hints.begin(),
                                       lab.hints.begin() + static_cast<std::ptrdiff_t>(shown));
  return Response::json(dump(Json{{"lab", lab.name}, {"hints", hints}, {"of", lab.hints.size()}}));
}

Response reference_route(Call& call) {
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  const plan::LabMemory memory = memory_of(memories_of(call.desk.library()), lab.name);
  if (memory.folder.empty()) {
    throw Error(Errc::kInvalid, "the lab was not started yet", lab.name, "start it first");
  }
  practice::LabFolder folder;
  folder.lab = lab.name;
  note_lab(call.desk, event_of(folder, "show"));
  if (memory.solved == 0 && !memory.shown) {
    throw Error(Errc::kInvalid, "the lab is not solved yet", lab.name,
                "ask a second time if you want to see it all the same; a hint gives less away");
  }
  const std::string source =
      lab.reference_python.empty() ? practice::reference_source(lab.name) : lab.reference_python;
  return Response::json(dump(Json{{"lab", lab.name}, {"reference", source}}));
}

Response reset_route(Call& call) {
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  const practice::LabFolder folder = require_folder(lab, memories_of(call.desk.library()));
  const std::filesystem::path kept = practice::reset_lab_folder(lab, folder);
  library::LabEvent event = event_of(folder, "reset");
  event.detail = kept.string();
  note_lab(call.desk, event);
  return Response::json(
      dump(Json{{"file", folder.solution().string()}, {"kept", text_or_null(kept.string())}}));
}

Response cards_route(Call& call) {
  const practice::Catalogue catalogue = catalogue_of(call.desk.library());
  const practice::Lab& lab = catalogue.require(call.names.at(0));
  std::size_t kept = 0;
  call.desk.write([&](library::Library& library) {
    kept = plan::keep_lab_cards(library, lab.name, lab.cards, system_clock().now());
  });
  return Response::json(dump(Json{{"lab", lab.name}, {"kept", kept}}));
}

}  // namespace

void add_lab_routes(Router& router) {
  router.get("/api/v1/labs", labs_route);
  router.post("/api/v1/labs", make_route);
  router.get("/api/v1/lab-placements", placements_route);
  router.get("/api/v1/labs/{name}", lab_route);
  router.post("/api/v1/labs/{name}/start", [](Call& call) { return begin_lab(call, false); });
  router.post("/api/v1/labs/{name}/place", [](Call& call) { return begin_lab(call, true); });
  router.post("/api/v1/labs/{name}/validate", validate_route);
  router.post("/api/v1/labs/{name}/check", check_route);
  router.post("/api/v1/labs/{name}/hint", hint_route);
  router.post("/api/v1/labs/{name}/show", reference_route);
  router.post("/api/v1/labs/{name}/reset", reset_route);
  router.post("/api/v1/labs/{name}/cards", cards_route);
}

}  // namespace assay::serve
