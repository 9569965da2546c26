#include "base/progress.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands_practice.h"
#include "library/trials.h"
#include "plan/trials.h"
#include "practice/frameworks/trial.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using practice::PackageName;
using practice::Registry;
using practice::TrialResult;

constexpr const char* kFolder = "trials";
constexpr std::size_t kShownLines = 20;

struct TryArguments {
  std::string package;
  bool npm = false;
  bool pypi = false;
  bool list = false;
  bool again = false;
};

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One line that is written over; nothing where standard error is no terminal.
class StepLine {
 public:
  explicit StepLine(bool enabled) : enabled_(enabled) {}
  StepLine(const StepLine&) = delete;
  StepLine& operator=(const StepLine&) = delete;
  StepLine(StepLine&&) = delete;
  StepLine& operator=(StepLine&&) = delete;
  ~StepLine() {
    if (enabled_) {
      std::fputs("\r\x1b[K", stderr);
    }
  }
  void show(std::string_view step, std::string_view line) const {
    if (enabled_) {
      const std::string text = printable(std::string(step) + "  " + repair_utf8(line));
      std::fprintf(stderr, "\r\x1b[K%s", ellipsize(text, terminal_columns() - 1).c_str());
      std::fflush(stderr);
    }
  }

 private:
  bool enabled_;
};

std::optional<Registry> registry_of(const TryArguments& arguments) {
  if (arguments.npm) {
    return Registry::kNpm;
  }
  return arguments.pypi ? std::optional(Registry::kPyPi) : std::nullopt;
}

std::vector<std::string> names_of(const PackageName& package) {
  std::vector<std::string> names = {package.name};
  if (package.task != nullptr) {
    names.insert(names.end(), package.task->aliases.begin(), package.task->aliases.end());
  }
  return names;
}

/// Writes a trial down. Returns what it ticked in the week.
std::optional<library::WeekItem> record(const Context& context, const PackageName& package,
                                        const library::Trial& trial, bool counts) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  library->begin();
  try {
    library::record_trial(*library, trial);
    std::optional<library::WeekItem> ticked;
    if (counts) {
      ticked = plan::count_trial(*library, names_of(package), trial.at);
    }
    library->commit_aside();
    return ticked;
  } catch (...) {
    library->rollback();
    throw;
  }
}

Json result_json(const TrialResult& result, const std::optional<library::WeekItem>& ticked) {
  return {{"package", result.package},
          {"registry", practice::registry_name(result.registry)},
          {"version", result.version},
          {"dir", result.folder.string()},
          {"was_there", result.was_there},
          {"repaired", result.repaired},
          {"worked", result.ok()},
          {"packages", result.packages},
          {"bytes", result.bytes},
          {"install_seconds", result.install_seconds},
          {"import",
           {{"name", result.import},
            {"seconds", result.import_seconds},
            {"trouble", result.import_trouble}}},
          {"task", result.task.empty() ? Json()
                                       : Json{{"file", result.task},
                                              {"shows", result.shows},
                                              {"seconds", result.task_seconds},
                                              {"output", result.task_output},
                                              {"trouble", result.task_trouble}}},
          {"ticked", ticked ? Json(ticked->n) : Json()}};
}

std::string output_lines(const std::string& output) {
  std::string out;
  std::size_t shown = 0;
  const std::vector<std::string_view> lines = split(output, '\n');
  for (const std::string_view line : lines) {
    if (trim(line).empty()) {
      continue;
    }
    if (shown++ == kShownLines) {
      return out + "    …\n";
    }
    out += paragraph(printable(line), 4, text_columns());
  }
  return out;
}

std::string result_text(const TrialResult& result, const std::optional<library::WeekItem>& ticked,
                        const Style& style) {
  std::string out = style.bold(result.package + " " + result.version) + " from " +
                    (result.registry == Registry::kNpm ? "npm" : "PyPI") +
                    (result.repaired ? ", begun anew after a try that was cut off" : "") + "\n";
  if (result.was_there) {
    out += "  installed before; --again installs it anew\n";
  } else {
    out += fmt::format("  installed in {:.1f} s: {} packages, {:.0f} MB\n", result.install_seconds,
                       result.packages, static_cast<double>(result.bytes) / 1e6);
  }
  if (!result.import_trouble.empty()) {
    return out +
           paragraph("did not import " + result.import + ": " + printable(result.import_trouble), 2,
                     text_columns());
  }
  out += fmt::format("  imported as {} in {:.2f} s\n", result.import, result.import_seconds);
  if (result.task.empty()) {
    out += "  no first task ships for it\n";
  } else {
    out += fmt::format("  first task in {:.1f} s:\n", result.task_seconds) +
           paragraph(result.shows, 4, text_columns()) + "\n" + output_lines(result.task_output);
    if (!result.task_trouble.empty()) {
      out += paragraph("it failed: " + printable(result.task_trouble), 2, text_columns());
    }
  }
  out += "\nto play: " + printable(result.folder.string()) + "\n";
  if (ticked) {
    out += paragraph(fmt::format("ticked in this week: {} {}", ticked->n, printable(ticked->title)),
                     0, text_columns());
  }
  return out;
}

int run_list(const Context& context) {
  std::vector<library::Trial> log;
  std::error_code ignored;
  if (std::filesystem::exists(context.library_folder() / "library.db", ignored)) {
    log = library::trial_log(*context.open_library(library::Library::Mode::kRead));
  }
  if (context.json) {
    Json tasks = Json::array();
    for (const practice::TrialTask& task : practice::trial_tasks()) {
      tasks.push_back({{"package", task.package},
                       {"registry", practice::registry_name(task.registry)},
                       {"aliases", task.aliases},
                       {"shows", task.shows}});
    }
    Json tried = Json::array();
    for (const library::Trial& one : log) {
      tried.push_back({{"at", format_instant(one.at)},
                       {"package", one.package},
                       {"registry", one.registry},
                       {"version", one.version},
                       {"worked", one.worked},
                       {"install_seconds", one.install_seconds},
                       {"import_seconds", one.import_seconds},
                       {"task_seconds", one.task_seconds},
                       {"trouble", one.trouble}});
    }
    Context::print_json(text_of(Json{{"tasks", tasks}, {"tried", tried}}));
    return 0;
  }
  const Style style = context.style();
  std::string out = style.bold("With a first task") + "\n";
  for (const practice::TrialTask& task : practice::trial_tasks()) {
    out += fmt::format("  {} ({})\n", task.package, practice::registry_name(task.registry)) +
           paragraph(task.shows, 6, text_columns());
  }
  out += log.empty() ? "" : "\n" + style.bold("Tried") + "\n";
  for (const library::Trial& one : log) {
    out += paragraph(
        printable(fmt::format("{}  {} {}: {}", format_instant(one.at).substr(0, 10), one.package,
                              one.version,
                              one.worked ? fmt::format("worked, installed in {:.0f} s, imported in "
                                                       "{:.1f} s",
                                                       one.install_seconds, one.import_seconds)
                                         : one.trouble)),
        2, text_columns());
  }
  Context::print(out);
  return 0;
}

library::Trial trial_of(const PackageName& package, std::int64_t now) {
  library::Trial trial;
  trial.at = now;
  trial.package = package.name;
  trial.registry = practice::registry_name(package.registry);
  trial.version = package.version;
  return trial;
}

int run_try(const Context& context, const TryArguments& arguments) {
  if (arguments.list) {
    return run_list(context);
  }
  if (arguments.package.empty()) {
    throw Error(Errc::kUsage, "no package named", "",
                "`assay try optuna`; `assay try --list` has those with a first task");
  }
  const PackageName package = practice::parse_package(arguments.package, registry_of(arguments));
  library::Trial trial = trial_of(package, system_clock().now());
  practice::TrialRequest request;
  request.package = package;
  request.trials = context.library_folder() / kFolder;
  request.again = arguments.again;
  request.now = trial.at;
  request.stop = &interrupted();
  TrialResult result;
  try {
    const StepLine line(!context.quiet && stderr_is_terminal());
    request.progress = [&line](std::string_view step, std::string_view words) {
      line.show(step, words);
    };
    result = practice::try_package(request);
  } catch (const Error& error) {
    if (error.code() != Errc::kCancelled && error.code() != Errc::kLocked) {
      trial.trouble = error.message();
      record(context, package, trial, false);
    }
    throw;
  }
  trial.version = result.version;
  trial.worked = result.ok();
  trial.task = result.task;
  trial.install_seconds = result.install_seconds;
  trial.import_seconds = result.import_seconds;
  trial.task_seconds = result.task_seconds;
  trial.trouble =
      result.import_trouble.empty() ? result.task_trouble : "import: " + result.import_trouble;
  const std::optional<library::WeekItem> ticked =
      record(context, package, trial, result.ok() && !result.was_there);
  if (context.json) {
    Context::print_json(text_of(result_json(result, ticked)));
  } else {
    Context::print(result_text(result, ticked, context.style()));
  }
  return result.ok() ? 0 : 1;
}

}  // namespace

void add_try(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<TryArguments>();
  CLI::App* command = app.add_subcommand("try", "Try a package in a place of its own");
  command->add_option("PACKAGE", arguments->package, "Its name, with ==VERSION or @VERSION");
  auto* npm = command->add_flag("--npm", arguments->npm, "It is npm's");
  command->add_flag("--pypi", arguments->pypi, "It is PyPI's")->excludes(npm);
  command->add_flag("--list", arguments->list, "Packages with a first task, and what was tried");
  command->add_flag("--again", arguments->again, "Install anew");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_try(context, *arguments); };
  });
}

}  // namespace assay::cli
