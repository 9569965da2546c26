#include "cli/commands.h"
#include "library/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

void print_readers(const Context& context, library::Library& library) {
  const std::string current = library::current_reader(library);
  nlohmann::ordered_json out;
  out["current"] = current;
  out["readers"] = nlohmann::ordered_json::array();
  std::string text;
  for (const std::string& name : library::readers(library)) {
    const std::int64_t rows = library::reader_rows(library, name);
    out["readers"].push_back({{"name", name}, {"rows", rows}});
    text += fmt::format("{} {} ({} entries)\n", name == current ? "*" : " ", printable(name), rows);
  }
  if (context.json) {
    Context::print_json(out.dump());
  } else {
    Context::print(text);
  }
}

int add_one(const Context& context, const std::string& name) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  library->begin();
  if (!library::add_reader(*library, name)) {
    library->rollback();
    throw Error(Errc::kUsage, "there is a reader '" + name + "' already", "",
                "see `assay reader list`");
  }
  library->commit_aside();
  print_readers(context, *library);
  return 0;
}

int remove_one(const Context& context, const std::string& name, bool force) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  if (name == library::current_reader(*library) && name != library::kFirstReader) {
    throw Error(Errc::kUsage, "--reader names the reader to be removed", "", "leave it out");
  }
  const std::int64_t rows = library::reader_rows(*library, name);
  if (rows > 0 && !force) {
    throw Error(Errc::kUsage, fmt::format("'{}' has {} entries: notes, ratings, weeks", name, rows),
                "", "to lose them for good, add --force");
  }
  library->begin();
  library::remove_reader(*library, name);
  library->commit();
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
