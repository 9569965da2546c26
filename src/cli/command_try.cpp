#include "base/progress.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands_practice.h"
#include "plan/trials.h"
#include "practice/frameworks/views.h"

#include <fmt/format.h>

#include <cstdio>

namespace assay::cli {
namespace {

using practice::PackageName;
using practice::Registry;
using practice::TrialResult;

constexpr std::size_t kShownLines = 20;

struct TryArguments {
  std::string package;
  bool npm = false;
  bool pypi = false;
  bool list = false;
  bool again = false;
};

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
    Context::print_json(practice::trials_json(log));
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
        printable(fmt::format("{}  {}: {}", format_instant(one.at).substr(0, 10),
                              one.package + (one.version.empty() ? "" : " " + one.version),
                              one.worked ? fmt::format("worked, installed in {:.0f} s, imported in "
                                                       "{:.1f} s",
                                                       one.install_seconds, one.import_seconds)
                                         : one.trouble)),
        2, text_columns());
  }
  Context::print(out);
  return 0;
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
  practice::TrialRequest request;
  request.package = package;
  request.trials = practice::trials_folder(context.library_folder());
  request.again = arguments.again;
  request.now = system_clock().now();
  request.stop = &interrupted();
  std::optional<library::WeekItem> ticked;
  TrialResult result;
  {
    const StepLine line(!context.quiet && stderr_is_terminal());
    request.progress = [&line](std::string_view step, std::string_view words) {
      line.show(step, words);
    };
    result = practice::run_trial(request, [&](const library::Trial& trial, bool counts) {
      ticked = plan::keep_trial(*context.open_library(library::Library::Mode::kWrite), trial,
                                practice::names_of(package), counts);
    });
  }
  if (context.json) {
    Context::print_json(
        practice::to_json(result, ticked ? std::optional(ticked->n) : std::nullopt));
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
