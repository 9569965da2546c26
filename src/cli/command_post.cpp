#include "base/files.h"
#include "base/time.h"
#include "cli/commands_practice.h"
#include "ingest/finding.h"
#include "library/note_files.h"
#include "plan/post.h"
#include "practice/experiments/for_work.h"
#include "practice/experiments/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct PostArguments {
  std::string name;
  std::string out;
};

int give(const Context& context, const PostArguments& arguments, const plan::PostDraft& draft) {
  const std::string text = plan::to_markdown(draft, system_clock().today());
  if (!arguments.out.empty()) {
    write_file_atomically(arguments.out, text);
    context.tell("draft written to " + arguments.out + "; nothing was sent");
  }
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{
        {"title", draft.title},
        {"file",
         arguments.out.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(arguments.out)},
        {"markdown", text}}.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else if (arguments.out.empty()) {
    Context::print(text);
  }
  return 0;
}

int run_note(const Context& context, const PostArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const WorkId work = ingest::require_work(*library, arguments.name);
  std::vector<library::Note> notes;
  for (const library::KeptNote& kept : library::all_notes(*library)) {
    if (kept.work == work) {
      notes.push_back(kept.note);
    }
  }
  if (notes.empty()) {
    throw Error(Errc::kNotFound, "no note on " + format_work_id(work), "",
                "write one: `assay note " + format_work_id(work) + " TEXT`");
  }
  return give(context, arguments, plan::draft_of_notes(library->load(work).work, notes));
}

/// A name is one folder below experiments/, nothing that leads elsewhere.
bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

/// The work that the experiment is about, where there is a library that has it.
std::optional<Work> work_of(const Context& context, const practice::Experiment& experiment) {
  std::error_code ignored;
  if (experiment.work.empty() ||
      !fs::exists(context.library_folder() / library::kLibraryFile, ignored)) {
    return std::nullopt;
  }
  return practice::work_of_experiment(*context.open_library(library::Library::Mode::kRead),
                                      experiment);
}

int run_experiment(const Context& context, const PostArguments& arguments) {
  const fs::path folder = context.library_folder() / "experiments" / arguments.name;
  std::error_code ignored;
  if (!is_folder_name(arguments.name) || !fs::is_directory(folder, ignored)) {
    throw Error(Errc::kNotFound, "no experiment '" + arguments.name + "'", "",
                "`assay experiment list` names yours");
  }
  const practice::Selection selection =
      practice::select_runs(context.library_folder(), {}, arguments.name);
  const std::string report = practice::report_text(selection, system_clock().now());
  const std::optional<Work> work = work_of(context, selection.experiment);
  return give(context, arguments,
              plan::draft_of_report(report, arguments.name, work ? &*work : nullptr));
}

void declare(CLI::App& post, Context& context, const char* name, const char* help, const char* what,
             int (*run)(const Context&, const PostArguments&)) {
  auto arguments = std::make_shared<PostArguments>();
  CLI::App* command = post.add_subcommand(name, help);
  command->add_option(what, arguments->name, "What it is about")->required();
  command->add_option("-o,--out", arguments->out, "Write it to a file")->type_name("FILE");
  command->callback([&context, arguments, run] {
    context.run = [&context, arguments, run] { return run(context, *arguments); };
  });
}

}  // namespace

void add_post(CLI::App& app, Context& context) {
  CLI::App* post = app.add_subcommand("post", "Draft a post for a forum; nothing is sent");
  post->require_subcommand(1);
  declare(*post, context, "note", "Of your notes on a work", "ID", run_note);
  declare(*post, context, "experiment", "Of an experiment's report", "NAME", run_experiment);
}

}  // namespace assay::cli
