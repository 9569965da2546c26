#include "cli/lab_validate.h"

#include "base/time.h"
#include "base/words.h"
#include "cli/lab_folder.h"
#include "plan/card_changes.h"
#include "practice/labs/make.h"
#include "practice/labs/validate.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct MakingArguments {
  std::string name;
  std::string dir;
  std::string solutions;
  std::size_t seeds = 3;
  bool unsafe = false;
};

int new_lab(const Context& context, const MakingArguments& arguments) {
  const fs::path parent = arguments.dir.empty()
                              ? practice::own_labs_folder(context.library_folder())
                              : fs::path(arguments.dir);
  const std::vector<std::string> files = practice::make_lab(parent, arguments.name);
  const fs::path folder = parent / arguments.name;
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"dir", folder.string()}, {"files", files}}.dump());
  } else {
    Context::print(printable(folder.string()) + "\n  then: assay lab validate " +
                   printable(folder.string()) + "\n");
  }
  return 0;
}

int validate(const Context& context, const MakingArguments& arguments) {
  std::error_code ignored;
  fs::path folder = arguments.name;
  if (const fs::path own = practice::own_labs_folder(context.library_folder()) / folder;
      folder == folder.filename() && !fs::exists(folder / "lab.toml", ignored) &&
      fs::exists(own / "lab.toml", ignored)) {
    folder = own;  // by name its solutions are tried as they are by its folder
  }
  const bool is_folder = fs::exists(folder / "lab.toml", ignored);
  const practice::Catalogue catalogue = open_catalogue(context);
  const practice::Lab lab =
      is_folder ? practice::parse_lab(fs::absolute(folder).lexically_normal().filename().string(),
                                      practice::read_lab_folder(folder))
                : catalogue.require(arguments.name);
  const fs::path solutions = !arguments.solutions.empty() ? fs::path(arguments.solutions)
                             : is_folder                  ? folder
                                                          : fs::path();
  const auto found =
      practice::validate_lab(lab,
                             solutions.empty() ? std::vector<practice::KnownSolution>()
                                               : practice::read_solutions(solutions),
                             arguments.seeds, lab_program_settings(!arguments.unsafe));
  const bool passed = practice::is_sound(found);
  std::string out;
  for (const practice::Validation& one : found) {
    out += fmt::format("{}  {}\n", one.passed ? "ok   " : "fails", printable(one.what));
    out += one.passed || one.message.empty() ? ""
                                             : paragraph(printable(one.message), 7, text_columns());
  }
  if (context.json) {
    Context::print_json(practice::validation_json(lab.name, found));
  } else {
    Context::print(out);
  }
  return passed ? 0 : 1;
}

int keep_cards(const Context& context, const MakingArguments& arguments) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const practice::Lab& lab = catalogue.require(arguments.name);
  const auto library = context.open_library(library::Library::Mode::kWrite);
  const std::size_t kept =
      plan::keep_lab_cards(*library, lab.name, lab.cards, system_clock().now());
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"lab", lab.name}, {"kept", kept}}.dump());
  } else {
    Context::print(fmt::format("{} kept; `assay review` asks them\n", counted(kept, "card")));
  }
  return 0;
}

void add_one(CLI::App& lab, Context& context, const char* name, const char* about,
             const std::shared_ptr<MakingArguments>& arguments,
             int (*run)(const Context&, const MakingArguments&)) {
  CLI::App* command = lab.add_subcommand(name, about);
  command->add_option("NAME", arguments->name, "A lab, or the folder of one")->required();
  command->callback([&context, arguments, run] {
    context.run = [&context, arguments, run] { return run(context, *arguments); };
  });
}

}  // namespace

void add_lab_making(CLI::App& lab, Context& context) {
  auto arguments = std::make_shared<MakingArguments>();
  add_one(lab, context, "cards", "Keep the review cards of a lab", arguments, keep_cards);
  add_one(lab, context, "new", "Make a lab of your own", arguments, new_lab);
  lab.get_subcommand("new")->add_option("--dir", arguments->dir, "Where")->type_name("DIR");
  add_one(lab, context, "validate", "Prove a lab sound before it is shared", arguments, validate);
  CLI::App* command = lab.get_subcommand("validate");
  command->add_option("--solutions", arguments->solutions, "Where right_* and wrong.txt lie")
      ->type_name("DIR");
  command->add_option("--seeds", arguments->seeds, "How many random inputs each")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100}))
      ->type_name("N");
  command->add_flag("--unsafe", arguments->unsafe, "Run all with your own rights, not walled off");
}

}  // namespace assay::cli
