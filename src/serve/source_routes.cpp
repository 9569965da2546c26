#include "base/error.h"
#include "ingest/import.h"
#include "ingest/source_views.h"
#include "ingest/sources.h"
#include "ingest/web.h"
#include "serve/jobs.h"
#include "serve/long_writer.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace assay::serve {
namespace {

Response sources_route(Call& call) {
  return Response::json(ingest::sources_json(library::list_sources(call.desk.library())));
}

Response source_route(Call& call) {
  return Response::json(
      ingest::source_json(ingest::require_source(call.desk.library(), call.names.at(0))));
}

std::string day_text(const std::string& text) {
  if (text.empty()) {
    return text;
  }
  const std::optional<Day> day = parse_day(text);
  if (!day) {
    throw Error(Errc::kUsage, "no date: " + text, "since", "write it like 2026-11-01");
  }
  return format_day(*day);
}

/// Puts "options", "every" and "since" of a body into a source. Throws kUsage.
void set_wishes(const nlohmann::json& body, library::SourceSetup& setup) {
  if (const auto options = body.find("options"); options != body.end() && !options->is_null()) {
    if (!options->is_object()) {
      throw Error(Errc::kUsage, "\"options\" is to be an object", "the body", "see /openapi.json");
    }
    for (const auto& [key, value] : options->items()) {
      setup.options[key] = text_member(*options, key.c_str());
    }
  }
  if (const std::string every = word_member(body, "every"); !every.empty()) {
    setup.interval_s = ingest::parse_interval(every);
  }
  if (const std::string since = word_member(body, "since"); !since.empty()) {
    setup.since = day_text(since);
  }
  ingest::require_sound(setup);
}

/// {"name","connector","address","options":{…},"every":"6h","since":"2026-11-01"} or {"preset":"…"}
std::vector<library::SourceSetup> wanted_sources(const nlohmann::json& body) {
  std::vector<library::SourceSetup> setups;
  const std::string address = text_member(body, "address", false);
  if (const std::string name = word_member(body, "preset"); !name.empty()) {
    const ingest::Preset& preset = ingest::require_preset(name);
    if (!preset.needs.empty() && address.empty()) {
      throw Error(Errc::kUsage, "the preset \"" + preset.name + "\" needs " + preset.needs,
                  "address", "give its address");
    }
    setups = preset.sources;
    for (library::SourceSetup& setup : setups) {
      setup.address = address.empty() ? setup.address : address;
    }
  } else {
    library::SourceSetup setup;
    setup.name = text_member(body, "name");
    setup.connector = text_member(body, "connector");
    setup.address = address;
    setups.push_back(std::move(setup));
  }
  for (library::SourceSetup& setup : setups) {
    set_wishes(body, setup);
  }
  return setups;
}

Response add_route(Call& call) {
  const std::vector<library::SourceSetup> setups = wanted_sources(call.json());
  std::vector<library::StoredSource> added;
  call.desk.write([&](library::Library& library) {
    library.begin();
    for (const library::SourceSetup& setup : setups) {
      if (library::find_source(library, setup.name)) {
        throw Error(Errc::kInvalid, "there is a source \"" + setup.name + "\" already", "name",
                    "take another name, or remove that one first; its records stay");
      }
      library::save_source(library, setup, system_clock().now());
      added.push_back({setup, {}});
    }
    library.commit_aside();
  });
  return Response::json(ingest::sources_json(added), 201);
}

/// {"address","options":{…},"every":"6h","since":"2026-11-01"}: what is named changes; where it was
/// left off stays, unless the address is another.
Response change_source_route(Call& call) {
  const nlohmann::json body = call.json();
  library::StoredSource source = ingest::require_source(call.desk.library(), call.names.at(0));
  const std::string address = text_member(body, "address", false);
  const bool moved = !address.empty() && address != source.setup.address;
  call.desk.write([&](library::Library& library) {
    library.begin();
    source = ingest::require_source(library, source.setup.name);
    library::SourceSetup& setup = source.setup;
    setup.address = address.empty() ? setup.address : address;
    set_wishes(body, setup);
    library::save_source(library, setup, system_clock().now());
    if (moved) {
      source.state = {};
      library::save_source_state(library, setup.name, source.state);
    }
    library.commit_aside();
  });
  return Response::json(ingest::source_json(source));
}

Handler pause_route(bool paused) {
  return [paused](Call& call) {
    library::StoredSource source = ingest::require_source(call.desk.library(), call.names.at(0));
    call.desk.write([&](library::Library& library) {
      library.begin();
      source = ingest::require_source(library, source.setup.name);
      source.setup.paused = paused;
      library::save_source(library, source.setup, system_clock().now());
      library.commit_aside();
    });
    return Response::json(ingest::source_json(source));
  };
}

Response remove_route(Call& call) {
  const std::string name = ingest::require_source(call.desk.library(), call.names.at(0)).setup.name;
  call.desk.write([&](library::Library& library) {
    library.begin();
    library::remove_source(library, name);
    library.commit_aside();
  });
  return Response::json(nlohmann::json{{"removed", {name}}}.dump());
}

/// Asks as `wanted` says and stores nothing.
Response try_sources(Call& call, const char* kind, const ingest::SyncOptions& wanted) {
  Store& store = call.jobs.store();
  return accepted(
      call, kind, [&store, wanted](const std::atomic<bool>& stop, const auto& progress) {
        library::Library library(store.options().library, library::Library::Mode::kRead);
        ingest::HostMemory hosts(library);
        const auto client = ingest::make_web_client(store.options().settings_file,
                                                    store.options().version, hosts, stop);
        ingest::SyncOptions options = wanted;
        options.stop = &stop;
        options.progress = progress;
        return ingest::sync_json(
            ingest::try_sources(library, ingest::fetcher_for(*client), options));
      });
}

/// {"names":["blogs"],"restart":[…],"since":"2026-11-01","dry_run":false}: all may be left out.
Response sync_route(Call& call) {
  const nlohmann::json body = call.json();
  ingest::SyncOptions wanted;
  wanted.names = list_member(body, "names");
  wanted.restart = list_member(body, "restart");
  wanted.since = day_text(word_member(body, "since"));
  for (const std::vector<std::string>* names : {&wanted.names, &wanted.restart}) {
    for (const std::string& name : *names) {
      static_cast<void>(ingest::require_source(call.desk.library(), name));
    }
  }
  if (flag_member(body, "dry_run")) {
    return try_sources(call, "sync", wanted);
  }
  Store& store = call.jobs.store();
  return accepted(
      call, "sync", [&store, wanted](const std::atomic<bool>& stop, const auto& progress) {
        return with_writer(store, [&](const LongWriter& writer) {
          ingest::HostMemory hosts(writer.library);
          const auto client = ingest::make_web_client(store.options().settings_file,
                                                      store.options().version, hosts, stop);
          ingest::SyncOptions options = wanted;
          options.hosts = &hosts;
          options.stop = &stop;
          options.turn = &writer.turn;
          options.progress = progress;
          return ingest::sync_json(ingest::sync_sources(writer.library, writer.index, writer.judge,
                                                        ingest::fetcher_for(*client), options));
        });
      });
}

Response test_route(Call& call) {
  ingest::SyncOptions wanted;
  wanted.names = {ingest::require_source(call.desk.library(), call.names.at(0)).setup.name};
  wanted.most_pages = 1;
  return try_sources(call, "test", wanted);
}

/// The body is the file; its format is recognised by content.
Response import_route(Call& call) {
  std::error_code ignored;
  if (call.request.file.empty() || std::filesystem::file_size(call.request.file, ignored) == 0) {
    throw Error(Errc::kUsage, "there is nothing to import", "the body",
                "send the file as the body");
  }
  std::optional<source::Format> format;
  if (const std::string name = call.request.query.word("format"); !name.empty()) {
    format = source::parse_format(name);
    if (!format) {
      throw Error(Errc::kUsage, "unknown format '" + name + "'", "format",
                  "choose one of " + source::format_names());
    }
  }
  const std::string source = call.request.query.word("source");
  const std::shared_ptr<const TempDir> folder = call.request.folder;
  const std::filesystem::path path = call.request.file;
  source::open_reader(path, format);  // what cannot be read is said at once
  Store& store = call.jobs.store();
  return accepted(
      call, "import",
      [&store, folder, path, format, source](const std::atomic<bool>& stop, const auto& progress) {
        return with_writer(store, [&](const LongWriter& writer) {
          ingest::ImportOptions options;
          options.format = format;
          options.input = "upload";
          options.source = source;
          options.stop = &stop;
          options.progress = [&](std::uint64_t /*bytes*/, std::uint64_t records) {
            progress(records);
          };
          options.turn = &writer.turn;
          return ingest::to_json(
              ingest::import_file(writer.library, writer.index, writer.judge, path, options));
        });
      });
}

}  // namespace

void add_source_routes(Router& router) {
  router.get("/api/v1/sources", sources_route);
  router.get("/api/v1/source-presets",
             [](Call& /*call*/) { return Response::json(ingest::presets_json()); });
  router.post("/api/v1/sources", add_route);
  router.get("/api/v1/sources/{name}", source_route);
  router.put("/api/v1/sources/{name}", change_source_route);
  router.remove("/api/v1/sources/{name}", remove_route);
  router.post("/api/v1/sources/{name}/pause", pause_route(true));
  router.post("/api/v1/sources/{name}/resume", pause_route(false));
  router.post("/api/v1/sources/{name}/test", test_route);
  router.post("/api/v1/sync", sync_route);
  router.post("/api/v1/imports", import_route);
  router.get("/api/v1/jobs",
             [](Call& call) { return Response::json(call.jobs.all_json(call.request.account)); });
  router.get("/api/v1/jobs/{id}", [](Call& call) {
    return Response::json(call.jobs.json(call.names.at(0), call.request.account));
  });
  router.remove("/api/v1/jobs/{id}", [](Call& call) {
    call.jobs.cancel(call.names.at(0), call.request.account);
    return Response::json(call.jobs.json(call.names.at(0), call.request.account), 202);
  });
}

}  // namespace assay::serve
