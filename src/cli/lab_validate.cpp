#include "cli/lab_validate.h"

#include "base/files.h"
#include "base/time.h"
#include "base/words.h"
#include "cli/lab_folder.h"
#include "plan/card_changes.h"
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

constexpr const char* kTemplate = R"toml(title = "TITLE"
works = ["arxiv:0000.00000"]
requires = []
minutes = 30
level = "working"

[sizes]
n = [1, 5]

[[function]]
name = "double_all"
about = "Twice each number."
arguments = [{ name = "x", shape = ["n"], draw = "normal 1" }]
results = [{ name = "y", shape = ["n"] }]

[[check]]
kind = "value"
function = "double_all"
teach = "each number is to be doubled"

[[card]]
front = "A question?"
back = "Its answer."
)toml";

constexpr const char* kReadme = R"md(# TITLE

## The idea
What it is for.

## The mathematics
$$y_i = 2 x_i$$

## What to write
`double_all`.

## Hints
### 1
The vaguest hint.
### 2
The next.
### 3
The last before the answer.

## Questions
- What would change if …?
)md";

constexpr const char* kReference = "def double_all(x):\n    return 2 * x\n";
constexpr const char* kWrong =
    "# What people write: the language and a name, then what it changes in right_1.\n"
    "python added one\n- 2 * x\n+ 1 + x\n";

int new_lab(const Context& context, const MakingArguments& arguments) {
  const bool fits = !arguments.name.empty() &&
                    arguments.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
                        std::string::npos;
  if (!fits || arguments.name.front() == '-') {
    throw Error(Errc::kUsage, "not a name for a lab: " + arguments.name, "",
                "use small letters, digits and \"-\"");
  }
  const fs::path folder = arguments.dir.empty()
                              ? context.library_folder() / "own-labs" / arguments.name
                              : fs::path(arguments.dir) / arguments.name;
  if (fs::exists(folder)) {
    throw Error(Errc::kInvalid, "there is such a folder already", folder.string(),
                "take another name");
  }
  make_folders(folder);
  std::vector<std::string> files;
  for (const auto& [name, text] :
       {std::pair{"lab.toml", kTemplate}, std::pair{"README.md", kReadme},
        std::pair{"reference.py", kReference}, std::pair{"right_1.py", kReference},
        std::pair{"wrong.txt", kWrong}}) {
    std::string filled = text;
    if (const std::size_t at = filled.find("TITLE"); at != std::string::npos) {
      filled.replace(at, 5, arguments.name);
    }
    write_file_atomically(folder / name, filled);
    files.push_back((folder / name).string());
  }
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
  if (const fs::path own = context.library_folder() / "own-labs" / folder;
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
  bool passed = true;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string out;
  for (const practice::Validation& one : found) {
    passed = passed && one.passed;
    list.push_back({{"what", one.what}, {"passed", one.passed}, {"message", one.message}});
    out += fmt::format("{}  {}\n", one.passed ? "ok   " : "fails", printable(one.what));
    out += one.passed || one.message.empty() ? ""
                                             : paragraph(printable(one.message), 7, text_columns());
  }
  if (context.json) {
    Context::print_json(
        nlohmann::ordered_json{{"lab", lab.name}, {"passed", passed}, {"checks", list}}.dump());
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
