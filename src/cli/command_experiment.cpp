#include "base/text.h"
#include "cli/commands.h"
#include "cli/run_text.h"
#include "ingest/finding.h"
#include "practice/experiments/experiment.h"
#include "practice/experiments/for_work.h"
#include "practice/experiments/machine.h"
#include "practice/experiments/views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

int list_all(const Context& context) {
  std::vector<std::string> troubles;
  const std::vector<practice::Experiment> all =
      practice::list_experiments(context.library_folder(), troubles);
  for (const std::string& trouble : troubles) {
    context.tell("assay: an experiment is left out: " + trouble);
  }
  if (context.json) {
    Context::print_json(practice::experiments_json(all));
    return 0;
  }
  std::string text;
  for (const practice::Experiment& one : all) {
    const practice::RunList runs = practice::list_runs(one.folder);
    const auto finished = std::count_if(
        runs.runs.begin(), runs.runs.end(),
        [](const practice::Run& run) { return run.status == practice::RunStatus::kFinished; });
    text += context.style().bold(printable(one.name)) +
            fmt::format("  {} run{}, {} finished\n", runs.runs.size(),
                        runs.runs.size() == 1 ? "" : "s", finished);
    if (!one.question.empty()) {
      text += paragraph(printable(one.question), 2, text_columns());
    }
  }
  Context::print(text.empty() ? "No experiments yet: `assay experiment new ID` makes one for a "
                                "work,\n`assay run -- COMMAND` records a run of anything.\n"
                              : text);
  return 0;
}

std::string claim_text(const practice::TestedClaim& claim) {
  std::string out = claim.metric + " " + std::string(practice::direction_name(claim.direction));
  if (claim.value) {
    out += fmt::format(", {} {:g}{}{}", practice::claim_kind_name(claim.kind), *claim.value,
                       claim.unit.empty() ? "" : " ", claim.unit);
  }
  return claim.name + ": " + (claim.text.empty() ? out : claim.text + " (" + out + ")");
}

std::string verdict_text(const practice::ExperimentView& view) {
  if (!view.comparison || view.comparison->verdict.empty()) {
    return {};
  }
  const practice::Judgement& verdict = view.comparison->verdict.front();
  return paragraph(
      printable(fmt::format("verdict: {}; {}", practice::standing_words(verdict.standing),
                            verdict.reason)),
      2, text_columns());
}

int show_one(const Context& context, const std::string& name) {
  const practice::ExperimentView view = practice::view_experiment(context.library_folder(), name);
  const practice::Experiment& one = view.selection.experiment;
  for (const std::string& trouble : view.selection.troubles) {
    context.tell("assay: a run is left out: " + trouble);
  }
  if (context.json) {
    Context::print_json(practice::to_json(view));
    return 0;
  }
  std::string text = context.style().bold(printable(one.name)) + "\n";
  for (const std::string& line : {one.question, one.title, one.work, one.folder.string()}) {
    text += line.empty() ? "" : paragraph(printable(line), 2, text_columns());
  }
  for (const practice::TestedClaim& claim : one.claims) {
    text += paragraph(printable("claim " + claim_text(claim)), 2, text_columns());
  }
  text += verdict_text(view);
  for (const practice::Grade& grade : view.grades) {
    const std::string indent(2 * static_cast<std::size_t>(grade.depth), ' ');
    text += fmt::format("  {}{:3.0f} %  {}{}{}\n", indent, 100 * grade.score, printable(grade.name),
                        grade.found.empty() ? "" : ": ", printable(grade.found));
  }
  for (const practice::Run& run : view.selection.runs) {
    const std::string line = fmt::format("{}  {}  {}  {}  {}", run.id, setting_text(run),
                                         practice::run_status_name(run.status),
                                         seconds_text(run.wall_seconds), metrics_text(run, 3));
    text += paragraph(printable(line), 2, text_columns());
  }
  Context::print(text);
  return 0;
}

struct NewArguments {
  std::string id;
  practice::ForWorkOptions options;
};

int make_new(const Context& context, const NewArguments& arguments) {
  const auto library = context.open_library(library::Library::Mode::kWrite);
  const WorkId id = ingest::require_work(*library, arguments.id);
  const practice::MakeRequest request =
      practice::request_for_work(*library, id, context.library_folder(), arguments.options);
  const std::vector<fs::path> made = practice::make_experiment(request);
  const practice::Experiment& experiment = request.experiment;
  practice::keep_experiment(*library, experiment.name, id, system_clock().now());
  const fs::path folder =
      fs::absolute(practice::experiment_folder(context.library_folder(), experiment.name));
  if (context.json) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const fs::path& file : made) {
      files.push_back(file.string());
    }
    Context::print_json(nlohmann::ordered_json{
        {"name", experiment.name},
        {"dir", folder.string()},
        {"claims", experiment.claims.size()},
        {"files", files}}.dump());
    return 0;
  }
  std::string text = context.style().bold(printable(experiment.name)) + "\n" +
                     paragraph(printable(experiment.question), 2, text_columns());
  for (const practice::TestedClaim& claim : experiment.claims) {
    text += paragraph(printable("claim " + claim_text(claim)), 2, text_columns());
  }
  if (experiment.claims.empty()) {
    text += "  No claim with a number was found: write one into experiment.toml.\n";
  }
  Context::print(text + "  " + printable(folder.string()) +
                 "\n  README.md has the plan; sh run.sh makes all runs.\n");
  return 0;
}

/// A work, or an experiment by its name.
int show_feasible(const Context& context, const std::string& name) {
  practice::Experiment experiment;
  Work work;
  practice::CodeTerms code;
  std::error_code ignored;
  const fs::path folder = practice::experiment_folder(context.library_folder(), name);
  const bool known = practice::is_experiment_name(name) && fs::is_directory(folder, ignored);
  if (known) {
    experiment = practice::read_experiment(folder);
  }
  if (!known || !experiment.work.empty()) {
    const auto library = context.open_library(library::Library::Mode::kRead);
    const WorkId id = ingest::require_work(*library, known ? experiment.work : name);
    work = library->load(id).work;
    code = practice::code_terms(*library, id, work);
  }
  if (!known) {
    experiment.claims = practice::claims_of_work(work);
  }
  const practice::Feasibility view =
      practice::feasibility(work, experiment, practice::read_hardware(), code);
  if (context.json) {
    Context::print_json(practice::feasibility_json(view));
    return 0;
  }
  std::string text;
  for (std::size_t i = 0; i < experiment.claims.size(); ++i) {
    text += paragraph(printable(fmt::format("{}. {}", i + 1, claim_text(experiment.claims[i]))), 0,
                      text_columns());
  }
  const std::string markdown = practice::feasibility_markdown(view);
  for (const std::string_view line : split(markdown, '\n')) {
    const bool item = line.substr(0, 2) == "- ";  // whose lines stand beneath its words
    std::string lines =
        paragraph(printable(line.substr(item ? 2 : 0)), item ? 2 : 0, text_columns());
    if (item) {
      lines[0] = '-';
    }
    text += line.empty() ? "\n" : lines;
  }
  Context::print(text);
  return 0;
}

}  // namespace

void add_experiment(CLI::App& app, Context& context) {
  auto name = std::make_shared<std::string>();
  auto fresh = std::make_shared<NewArguments>();
  CLI::App* experiment = app.add_subcommand("experiment", "Test a claim, and keep what came of it");
  experiment->require_subcommand(1);
  experiment->footer("\ndocs/experiments.md tells how an experiment goes.");
  CLI::App* make = experiment->add_subcommand("new", "A folder for a work: plan, script, notebook");
  make->add_option("ID", fresh->id, "Any identifier of a work")->required();
  make->add_option("--name", fresh->options.name, "Its name (default: the title's first words)")
      ->type_name("NAME");
  make->add_option("--template", fresh->options.form, "loss, optimizer or method")
      ->type_name("FORM");
  make->add_option("--claim", fresh->options.claims, "Which claim, as `feasible` counts them")
      ->type_name("N")
      ->allow_extra_args(false);
  make->add_option("--commit", fresh->options.commit, "Of the authors' code")->type_name("SHA");
  make->callback(
      [&context, fresh] { context.run = [&context, fresh] { return make_new(context, *fresh); }; });
  CLI::App* feasible =
      experiment->add_subcommand("feasible", "What it would take, here and on Colab");
  feasible->add_option("NAME", *name, "A work, or an experiment")->required();
  feasible->callback([&context, name] {
    context.run = [&context, name] { return show_feasible(context, *name); };
  });
  CLI::App* list =
      experiment->add_subcommand("list", "All experiments, and how many runs each has");
  list->callback([&context] { context.run = [&context] { return list_all(context); }; });
  CLI::App* show = experiment->add_subcommand("show", "What one asks, and its runs");
  show->add_option("NAME", *name, "An experiment")->required();
  show->callback(
      [&context, name] { context.run = [&context, name] { return show_one(context, *name); }; });
}

}  // namespace assay::cli
