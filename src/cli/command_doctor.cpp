#include "base/text.h"
#include "cli/commands.h"
#include "ingest/training.h"
#include "library/note_files.h"
#include "plan/review.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

struct Check {
  std::string name;
  bool ok = false;
  std::string detail;
};

template <typename Run>
Check check(const char* name, Run run) {
  try {
    return {name, true, run()};
  } catch (const Error& error) {
    return {name, false, error.what()};
  }
}

Check check_encoder(const ingest::EndpointEncoder* encoder) {
  return check("encoder", [&]() -> std::string {
    if (encoder == nullptr) {
      return "the one that assay carries";
    }
    const std::string text = "assay";
    return fmt::format("{} at {}, {} dimensions", encoder->model(), encoder->url(),
                       encoder->encode({&text, 1}).dimensions);
  });
}

Check check_vectors(std::size_t without) {
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

int run_doctor(const Context& context) {
  std::vector<Check> checks;
  std::unique_ptr<library::Library> library;
  checks.push_back(check("library opens", [&] {
    library = context.open_library(library::Library::Mode::kRead);
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
    checks.push_back(check("notes have their files", [&] {
      if (const auto troubles = library::find_note_troubles(*library); !troubles.empty()) {
        throw Error(Errc::kCorrupt,
                    fmt::format("{} {}", troubles[0].file.string(), troubles[0].what), "",
                    "the library's copy counts; `assay note files --mend` writes it again");
      }
      return fmt::format("{} notes", with_commas(library::all_notes(*library).size()));
    }));
    checks.push_back(check("cards follow from their answers", [&] {
      if (const std::size_t stale = plan::count_stale_cards(*library); stale > 0) {
        throw Error(Errc::kCorrupt, fmt::format("{} do not", stale), "",
                    "`assay review fit` derives all of them again");
      }
      return fmt::format("{} cards", with_commas(library::cards(*library).size()));
    }));
    checks.push_back(check("verdicts are by the weights in use", [&] {
      const identify::Judge& judge = ingest::judge_of(library->folder());
      const std::size_t stale =
          library->judged_by_others(judge.model(), {}, library->size()).size();
      if (stale > 0) {
        throw Error(Errc::kCorrupt, fmt::format("{} are not", with_commas(stale)), "",
                    "`assay assess --again` judges those works anew");
      }
      return std::string(judge.model());
    }));
    checks.push_back(check("index is whole and current", [&] {
      std::uint64_t works = 0;
      context.with_index(*library, [&](const search::Index& index) {
        index.check();
        works = index.size();
        without_vectors = index.without_vectors().size();
      });
      if (works != library->size()) {
        throw Error(
            Errc::kCorrupt,
            fmt::format("the index knows {} works, the library {}", works, library->size()), "",
            "remove the folder `index` in the library's folder; it is made again by itself");
      }
      return fmt::format("{} works can be found", with_commas(works));
    }));
  }
  if (const auto copies = library::kept_copies(context.library_folder()); !copies.empty()) {
    checks.push_back({"former libraries are kept", true, describe(copies)});
  }
  std::shared_ptr<const ingest::EndpointEncoder> encoder;
  const Check settings = check("settings", [&] {
    encoder = context.encoder();
    return Context::settings_file().string();
  });
  checks.push_back(settings.ok ? check_encoder(encoder.get()) : settings);
  if (encoder != nullptr && without_vectors) {
    checks.push_back(check_vectors(*without_vectors));
  }
  const bool ok = std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.ok; });
  if (context.json) {
    nlohmann::ordered_json out;
    out["ok"] = ok;
    out["library"] = context.library_folder().string();
    for (const Check& c : checks) {
      out["checks"].push_back({{"name", c.name}, {"ok", c.ok}, {"detail", c.detail}});
    }
    Context::print_json(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    const Style style = context.style();
    std::string text = context.library_folder().string() + "\n";
    for (const Check& c : checks) {
      constexpr std::size_t kIndent = 8;
      const std::string lines =
          paragraph(c.name + ": " + printable(c.detail), kIndent, text_columns());
      text += (c.ok ? style.accent("  ok    ") : style.warning("  wrong ")) + lines.substr(kIndent);
    }
    Context::print(text);
  }
  return ok ? 0 : 1;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("doctor", "Check the library and its index; mend the index");
  command->callback([&context] { context.run = [&context] { return run_doctor(context); }; });
}

void add_backup(CLI::App& app, Context& context) {
  auto file = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("backup", "Copy the library, while it is in use, and check it");
  command->add_option("FILE", *file, "Where to put it")->required();
  command->callback([&context, file] {
    context.run = [&context, file] {
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      library->backup(*file);
      const auto bytes = std::filesystem::file_size(*file);
      if (context.json) {
        Context::print_json(nlohmann::ordered_json{{"file", *file}, {"bytes", bytes}}.dump());
      } else {
        Context::print(fmt::format("{}: {} bytes, checked\n", *file, with_commas(bytes)));
      }
      return 0;
    };
  });
}

void add_restore(CLI::App& app, Context& context) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("restore", "Put a backup in the place of the library");
  command->add_option("FILE", *file, "A file made by `assay backup`")->required();
  command->callback([&context, file] {
    context.run = [&context, file] {
      const std::filesystem::path former = library::restore(context.library_folder(), *file);
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      if (context.json) {
        nlohmann::ordered_json out{{"works", library->size()}};
        out["kept"] = former.empty() ? nlohmann::ordered_json(nullptr)
                                     : nlohmann::ordered_json(former.string());
        Context::print_json(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
      } else {
        std::string text = fmt::format("restored {} works\n", with_commas(library->size()));
        if (!former.empty()) {
          text += fmt::format("the former library is kept: {}\n", former.string());
        }
        Context::print(text);
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
