#include "base/text.h"
#include "cli/commands.h"
#include "ingest/health.h"
#include "plan/review.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

int run_doctor(const Context& context) {
  ingest::HealthOptions options;
  options.open = [&] { return context.open_library(library::Library::Mode::kRead); };
  options.with_index = [&](library::Library& library, const auto& use) {
    context.with_index(library, use);
  };
  options.stale_cards = plan::count_stale_cards;
  options.encoder = [&] { return context.encoder(); };
  options.settings_file = Context::settings_file();
  const std::vector<ingest::HealthCheck> checks = ingest::check_health(options);
  if (context.json) {
    Context::print_json(ingest::to_json(checks, context.library_folder()));
  } else {
    const Style style = context.style();
    std::string text = context.library_folder().string() + "\n";
    for (const ingest::HealthCheck& c : checks) {
      constexpr std::size_t kIndent = 8;
      const std::string lines =
          paragraph(c.name + ": " + printable(c.detail), kIndent, text_columns());
      text += (c.ok ? style.accent("  ok    ") : style.warning("  wrong ")) + lines.substr(kIndent);
    }
    Context::print(text);
  }
  return ingest::all_well(checks) ? 0 : 1;
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
