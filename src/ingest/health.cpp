#include "ingest/health.h"

#include "base/error.h"
#include "base/text.h"
#include "ingest/training.h"
#include "library/cards.h"
#include "library/note_files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace assay::ingest {
namespace {

template <typename Run>
HealthCheck check(const char* name, Run run) {
  try {
    return {name, true, run()};
  } catch (const Error& error) {
    return {name, false, error.what()};
  }
}

HealthCheck check_notes(library::Library& library) {
  return check("notes have their files", [&] {
    if (const auto troubles = library::find_note_troubles(library); !troubles.empty()) {
      throw Error(Errc::kCorrupt, fmt::format("{} {}", troubles[0].file.string(), troubles[0].what),
                  "", "the library's copy counts; `assay note files --mend` writes it again");
    }
    return fmt::format("{} notes", with_commas(library::all_notes(library).size()));
  });
}

HealthCheck check_cards(library::Library& library, const HealthOptions& options) {
  return check("cards follow from their answers", [&] {
    if (const std::size_t stale = options.stale_cards(library); stale > 0) {
      throw Error(Errc::kCorrupt, fmt::format("{} do not", stale), "",
                  "`assay review fit` derives all of them again");
    }
    return fmt::format("{} cards", with_commas(library::cards(library).size()));
  });
}

HealthCheck check_verdicts(library::Library& library) {
  return check("verdicts are by the weights in use", [&] {
    const identify::Judge& judge = judge_of(library.folder());
    const std::size_t stale = library.judged_by_others(judge.model(), {}, library.size()).size();
    if (stale > 0) {
      throw Error(Errc::kCorrupt, fmt::format("{} are not", with_commas(stale)), "",
                  "`assay assess --again` judges those works anew");
    }
    return std::string(judge.model());
  });
}

HealthCheck check_index(library::Library& library, const HealthOptions& options,
                        std::optional<std::size_t>& without_vectors) {
  return check("index is whole and current", [&] {
    std::uint64_t works = 0;
    bool behind = false;
    options.with_index(library, [&](const search::Index& index) {
      index.check();
      works = index.size();
      behind = index.generation() < library.generation();
      without_vectors = index.without_vectors().size();
    });
    if (works != library.size() && behind) {
      return std::string("it is behind the library, since another process is writing");
    }
    if (works != library.size()) {
      throw Error(Errc::kCorrupt,
                  fmt::format("the index knows {} works, the library {}", works, library.size()),
                  "",
                  "remove the folder `index` in the library's folder; it is made again by itself");
    }
    return fmt::format("{} works can be found", with_commas(works));
  });
}

HealthCheck check_encoder(const EndpointEncoder* encoder) {
  return check("encoder", [&]() -> std::string {
    if (encoder == nullptr) {
      return "the one that assay carries";
    }
    const std::string text = "assay";
    return fmt::format("{} at {}, {} dimensions", encoder->model(), encoder->url(),
                       encoder->encode({&text, 1}).dimensions);
  });
}

HealthCheck check_vectors(std::size_t without) {
  return check("works have vectors", [&] {
    if (without > 0) {
      throw Error(Errc::kIo, fmt::format("{} have none yet", with_commas(without)), "",
                  "they get theirs at the next import while the encoder answers");
    }
    return std::string("all by this encoder");
  });
}

/// Nobody else tells of them, and each is as large as a library.
std::string describe(const std::vector<library::KeptCopy>& copies) {
  std::string text;
  for (const library::KeptCopy& copy : copies) {
    text += fmt::format("{}{} ({:.1f} MB)", text.empty() ? "" : ", ", copy.path.filename().string(),
                        static_cast<double>(copy.bytes) / 1e6);
  }
  return text + "; no command needs them: remove them when you miss nothing";
}

}  // namespace

std::vector<HealthCheck> check_health(const HealthOptions& options) {
  std::vector<HealthCheck> checks;
  std::unique_ptr<library::Library> library;
  checks.push_back(check("library opens", [&] {
    library = options.open();
    return fmt::format("{} works, generation {}", with_commas(library->size()),
                       library->generation());
  }));
  std::optional<std::size_t> without_vectors;
  if (library != nullptr) {
    checks.push_back(check("library is whole", [&] {
      library->check();
      return std::string("every page, index and reference");
    }));
    checks.push_back(check("works have their records", [&] {
      library->check_works();
      return std::string("each has one, each merge leads to a work");
    }));
    checks.push_back(check_notes(*library));
    checks.push_back(check_cards(*library, options));
    checks.push_back(check_verdicts(*library));
    checks.push_back(check_index(*library, options, without_vectors));
    if (const auto copies = library::kept_copies(library->folder()); !copies.empty()) {
      checks.push_back({"former libraries are kept", true, describe(copies)});
    }
  }
  std::shared_ptr<const EndpointEncoder> encoder;
  const HealthCheck settings = check("settings", [&] {
    encoder = options.encoder();
    return options.settings_file.string();
  });
  checks.push_back(settings.ok ? check_encoder(encoder.get()) : settings);
  if (encoder != nullptr && without_vectors) {
    checks.push_back(check_vectors(*without_vectors));
  }
  return checks;
}

bool all_well(const std::vector<HealthCheck>& checks) noexcept {
  return std::all_of(checks.begin(), checks.end(), [](const HealthCheck& c) { return c.ok; });
}

std::string to_json(const std::vector<HealthCheck>& checks, const std::filesystem::path& folder) {
  nlohmann::ordered_json out;
  out["ok"] = all_well(checks);
  out["library"] = folder.string();
  for (const HealthCheck& c : checks) {
    out["checks"].push_back({{"name", c.name}, {"ok", c.ok}, {"detail", c.detail}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace assay::ingest
