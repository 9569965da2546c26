#include "base/error.h"
#include "base/files.h"
#include "base/time.h"
#include "cli/choice.h"
#include "cli/experiment_commands.h"
#include "ingest/package_releases.h"
#include "practice/experiments/crate.h"
#include "practice/experiments/differ.h"
#include "practice/experiments/mlflow.h"
#include "practice/experiments/trackio.h"
#include "practice/experiments/views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostDiff = std::size_t{8} << 20;

enum class PageForm { kMarkdown, kHtml };

struct SharingArguments {
  std::string name;
  std::string other;
  std::string claim;
  std::string lock;
  std::string out;
  std::string crate;
  std::string mlflow;
  std::string trackio;
  std::string license;
  std::string author;
  std::string key;
  std::string venue = "all";
  PageForm form = PageForm::kMarkdown;
};

practice::Selection select(const Context& context, const std::string& name) {
  practice::Selection selection = practice::select_runs(context.library_folder(), {name}, {});
  for (const std::string& trouble : selection.troubles) {
    context.tell("left out: " + trouble);
  }
  return selection;
}

std::string patch_of(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "diff.patch", ignored) ? read_file(folder / "diff.patch", kMostDiff)
                                                    : std::string();
}

practice::Drift read_drift(const Context& context, const practice::Experiment& experiment,
                           const practice::Run& run) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  std::vector<practice::ReleaseNote> notes;
  for (ingest::PackageRelease& one : ingest::package_releases(*library)) {
    notes.push_back({one.package, one.version, one.date, std::move(one.text)});
  }
  return practice::drift_since(*library, experiment, notes, run);
}

std::string drift_text(const practice::Drift& drift) {
  std::string out;
  for (const practice::PackageDrift& package : drift.packages) {
    if (package.now.empty() || package.then.empty() || package.distance == 0) {
      continue;
    }
    out += fmt::format("\n  {}: {} then, {} now\n", package.package, package.then, package.now);
    for (const std::string& line : package.breaking) {
      out += paragraph("- " + printable(line), 4, text_columns());
    }
  }
  return out.empty() ? out
                     : "\n  releases since " + drift.date + ", as far as the library knows\n" + out;
}

int differ(const Context& context, const SharingArguments& arguments) {
  const fs::path library = context.library_folder();
  const fs::path mine = practice::find_run(library, {}, arguments.name);
  const std::string experiment = mine.parent_path().parent_path().filename().string();
  const practice::Selection all = practice::select_runs(library, {experiment}, {});
  const practice::Run run = practice::read_run(mine);
  std::string more;
  practice::DifferReport report;
  if (arguments.other == "claim") {
    const practice::Drift drift = read_drift(context, all.experiment, run);
    report = practice::differ_claim(all.experiment,
                                    practice::require_claim(all.experiment, arguments.claim), run,
                                    all.runs, drift);
    more = drift_text(drift);
    if (!arguments.lock.empty()) {
      if (drift.date.empty()) {
        throw Error(Errc::kNotFound, "the work's date is unknown, so there is nothing to lock",
                    all.experiment.work, "import the work, or name it in experiment.toml");
      }
      write_file_atomically(arguments.lock, practice::lock_text(drift, all.experiment.work));
    }
  } else {
    const fs::path theirs = practice::find_run(library, {}, arguments.other);
    report = practice::differ_runs(all.experiment, run, practice::read_run(theirs), all.runs,
                                   patch_of(mine), patch_of(theirs));
  }
  if (context.json) {
    Context::print_json(practice::to_json(report));
  } else {
    Context::print(printable_lines(practice::to_text(report)) + more);
  }
  return 0;
}

int report(const Context& context, const SharingArguments& arguments) {
  const practice::Selection selection = select(context, arguments.name);
  const practice::Report made = practice::make_report(selection, {}, system_clock().now());
  const std::string text =
      arguments.form == PageForm::kHtml ? made.document.html() : made.document.markdown();
  if (context.json) {
    Context::print_json(
        nlohmann::ordered_json{{"experiment", selection.experiment.name}, {"report", text}}.dump());
    return 0;
  }
  print_or_write(text, arguments.out);
  return 0;
}

int checklist(const Context& context, const SharingArguments& arguments) {
  const practice::Selection selection = select(context, arguments.name);
  const practice::Report made = practice::make_report(selection, {}, system_clock().now());
  std::string text;
  std::string json;
  for (const auto& [name, venue] :
       {std::pair{"neurips", practice::Venue::kNeurips}, std::pair{"acl", practice::Venue::kAcl}}) {
    if (arguments.venue != "all" && arguments.venue != name) {
      continue;
    }
    const practice::Checklist filled =
        practice::fill_checklist(venue, selection.experiment, selection.runs, made.comparison);
    text += (text.empty() ? "" : "\n") + practice::to_text(filled);
    json += (json.empty() ? "" : ",") + practice::to_json(filled);
  }
  if (context.json) {
    Context::print_json("{\"checklists\":[" + json + "]}");
  } else {
    Context::print(printable_lines(text));
  }
  return 0;
}

practice::Signer open_signer() {
  const fs::path settings = Context::settings_file();
  if (settings.empty()) {
    throw Error(Errc::kInvalid, "there is no place for a signing key", "",
                "set HOME or XDG_CONFIG_HOME");
  }
  return practice::Signer::open(settings.parent_path() / "signing.key");
}

int export_crate(const Context& context, const SharingArguments& arguments,
                 const practice::Selection& selection) {
  practice::CrateOptions options;
  options.license = arguments.license;
  options.author = arguments.author;
  options.at = system_clock().now();
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* home = std::getenv("HOME");
  options.home = home == nullptr ? "" : home;
  const practice::CrateReport made =
      practice::export_crate(selection, arguments.crate, open_signer(), options);
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{
        {"crate", arguments.crate},
        {"files", made.files},
        {"bytes", made.bytes},
        {"public_key", made.public_key},
        {"fingerprint", practice::fingerprint(made.public_key)},
        {"left_out",
         made.left_out}}.dump());
    return 0;
  }
  std::string out = fmt::format("{} files in {}, signed by {}\n", made.files,
                                printable(arguments.crate), practice::fingerprint(made.public_key));
  for (const std::string& file : made.left_out) {
    out += "  left out: " + printable(file) + "\n";
  }
  Context::print(out + "  check it: assay experiment verify " + printable(arguments.crate) + "\n");
  return 0;
}

int export_runs(const Context& context, const SharingArguments& arguments) {
  if (arguments.crate.empty() == arguments.mlflow.empty()) {
    throw Error(Errc::kUsage, "say where to: --crate DIR or --mlflow DIR");
  }
  const practice::Selection selection = select(context, arguments.name);
  if (!arguments.crate.empty()) {
    return export_crate(context, arguments, selection);
  }
  const practice::MlflowReport made = practice::export_mlflow(selection, arguments.mlflow);
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{
        {"store", arguments.mlflow},
        {"experiment_id", made.experiment_id},
        {"runs", made.runs},
        {"points", made.points},
        {"renamed",
         made.renamed}}.dump());
    return 0;
  }
  std::string out = fmt::format("{} runs with {} points in {}, experiment {}\n", made.runs,
                                made.points, printable(arguments.mlflow), made.experiment_id);
  for (const std::string& name : made.renamed) {
    out += "  renamed: " + printable(name) + "\n";
  }
  Context::print(out);
  return 0;
}

int import_runs(const Context& context, const SharingArguments& arguments) {
  if (arguments.mlflow.empty() == arguments.trackio.empty()) {
    throw Error(Errc::kUsage, "say from where: --mlflow DIR or --trackio FILE");
  }
  if (!arguments.name.empty() && !practice::is_experiment_name(arguments.name)) {
    throw Error(Errc::kInvalid, "an experiment cannot be called that", arguments.name,
                "use small letters, digits, \".\", \"-\" and \"_\"");
  }
  const fs::path library = context.library_folder();
  const practice::ImportReport made =
      arguments.trackio.empty()
          ? practice::import_mlflow(library, arguments.mlflow, arguments.name)
          : practice::import_trackio(library, arguments.trackio, arguments.name);
  constexpr int kRejected = 4;
  if (context.json) {
    Context::print_json(practice::to_json(made));
  } else {
    std::string out =
        fmt::format("{} runs brought in, {} were here already\n", made.added, made.unchanged);
    for (const std::string& name : made.experiments) {
      out += "  look: assay compare " + name + "\n";
    }
    for (const std::string& rejected : made.rejected) {
      out += "  rejected: " + printable(rejected) + "\n";
    }
    Context::print(out);
  }
  return made.rejected.empty() ? 0 : kRejected;
}

int verify(const Context& context, const SharingArguments& arguments) {
  const practice::CrateCheck check = practice::verify_crate(arguments.crate, arguments.key);
  if (context.json) {
    Context::print_json(practice::to_json(check));
    return check.good() ? 0 : 1;
  }
  std::string out;
  if (check.good()) {
    out = fmt::format("{} files, none changed\n", check.files);
  } else {
    out = fmt::format("{} of {} files are not as they were signed\n", check.problems.size(),
                      check.files);
  }
  for (const practice::CrateProblem& problem : check.problems) {
    out += "  " + printable(problem.path) + ": " + problem.what + "\n";
  }
  if (!check.public_key.empty()) {
    out += fmt::format("signed by {} ({})\n", practice::fingerprint(check.public_key),
                       check.signature ? "the signature is good" : "the signature is not good");
    out += "  key " + check.public_key + "\n";
  }
  if (!check.expected_key) {
    out += "  this is not the key that you named\n";
  } else if (check.signature && arguments.key.empty()) {
    out += "  ask its owner whether the key is theirs, and name it by --key\n";
  }
  Context::print(out);
  return check.good() ? 0 : 1;
}

CLI::App* add_one(CLI::App& experiment, Context& context, const char* name, const char* about,
                  const std::shared_ptr<SharingArguments>& arguments,
                  int (*run)(const Context&, const SharingArguments&)) {
  CLI::App* command = experiment.add_subcommand(name, about);
  command->callback([&context, arguments, run] {
    context.run = [&context, arguments, run] { return run(context, *arguments); };
  });
  return command;
}

}  // namespace

void add_experiment_sharing(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SharingArguments>();
  CLI::App* experiment = app.get_subcommand("experiment");
  CLI::App* command =
      add_one(*experiment, context, "differ", "Why do two runs, or a run and the claim, differ?",
              arguments, differ);
  command->add_option("RUN", arguments->name, "A run")->required();
  command->add_option("OTHER", arguments->other, "Another run, or the word claim")->required();
  command->add_option("--claim", arguments->claim, "Which one, by number or name")->type_name("N");
  command->add_option("--lock", arguments->lock, "Write the packages of the work's day, for pip")
      ->type_name("FILE");

  command = add_one(*experiment, context, "report", "One page that another person can check",
                    arguments, report);
  command->add_option("NAME", arguments->name, "An experiment")->required();
  command->add_option("--format", arguments->form, "markdown or html")
      ->transform(choice<PageForm>({{"markdown", PageForm::kMarkdown}, {"html", PageForm::kHtml}}))
      ->type_name("F");
  command->add_option("-o,--out", arguments->out, "Write it to a file")->type_name("FILE");

  command = add_one(*experiment, context, "checklist", "Reproducibility checklists, filled in",
                    arguments, checklist);
  command->add_option("NAME", arguments->name, "An experiment")->required();
  command->add_option("--venue", arguments->venue, "neurips, acl or all")
      ->check(CLI::IsMember({"neurips", "acl", "all"}))
      ->type_name("V");

  command = add_one(*experiment, context, "export", "A signed RO-Crate, or MLflow's file store",
                    arguments, export_runs);
  command->add_option("NAME", arguments->name, "An experiment")->required();
  command->add_option("--crate", arguments->crate, "Make this folder")->type_name("DIR");
  command->add_option("--mlflow", arguments->mlflow, "Add to this store")->type_name("DIR");
  command->add_option("--license", arguments->license, "Of the crate: SPDX id or address")
      ->type_name("L");
  command->add_option("--author", arguments->author, "Your name, in the crate")->type_name("NAME");

  command = add_one(*experiment, context, "verify",
                    "Is a crate as it was signed? Exit 0 when it is", arguments, verify);
  command->add_option("CRATE", arguments->crate, "Its folder")->required();
  command->add_option("--key", arguments->key, "The public key that must have signed it")
      ->type_name("KEY");

  command = add_one(*experiment, context, "import", "Bring in runs that another tool recorded",
                    arguments, import_runs);
  command->add_option("--mlflow", arguments->mlflow, "A file store of MLflow")->type_name("DIR");
  command->add_option("--trackio", arguments->trackio, "A project's file of Trackio")
      ->type_name("FILE");
  command->add_option("--name", arguments->name, "Of the experiment")->type_name("NAME");
}

}  // namespace assay::cli
