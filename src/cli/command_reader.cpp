#include "cli/commands.h"
#include "library/reader.h"
#include "plan/readers.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

void print_readers(const Context& context, library::Library& library) {
  if (context.json) {
    Context::print_json(plan::readers_json(library));
    return;
  }
  const std::string current = library::current_reader(library);
  std::string text;
  for (const std::string& name : library::readers(library)) {
    const std::int64_t rows = library::reader_rows(library, name);
    text += fmt::format("{} {} ({} {})\n", name == current ? "*" : " ", printable(name), rows,
                        rows == 1 ? "entry" : "entries");
  }
  Context::print(text);
}

int add_one(const Context& context, const std::string& name) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  plan::add_reader(*library, name);
  print_readers(context, *library);
  return 0;
}

int remove_one(const Context& context, const std::string& name, bool force) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  plan::remove_reader(*library, name, force);
  print_readers(context, *library);
  return 0;
}

}  // namespace

void add_reader(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("reader", "Who reads with this library");
  command->require_subcommand(0, 1);
  const auto list = [&context] {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    print_readers(context, *library);
    return 0;
  };
  command->callback([&context, command, list] {
    if (command->get_subcommands().empty()) {
      context.run = list;
    }
  });
  command->add_subcommand("list", "All readers; * is the one used")->callback([&context, list] {
    context.run = list;
  });
  auto name = std::make_shared<std::string>();
  auto force = std::make_shared<bool>(false);
  CLI::App* add = command->add_subcommand("add", "A further reader, with nothing yet");
  add->add_option("NAME", *name, "Letters, digits, - _ .")->required();
  add->callback(
      [&context, name] { context.run = [&context, name] { return add_one(context, *name); }; });
  CLI::App* remove = command->add_subcommand("remove", "Remove a reader with all that is theirs");
  remove->add_option("NAME", *name, "Who")->required();
  remove->add_flag("--force", *force, "Also when notes, ratings or weeks are lost");
  remove->callback([&context, name, force] {
    context.run = [&context, name, force] { return remove_one(context, *name, *force); };
  });
}

}  // namespace assay::cli
