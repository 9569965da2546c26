#include "cli/commands.h"
#include "cli/run_text.h"
#include "practice/experiments/experiment.h"
#include "practice/experiments/running.h"
#include "practice/experiments/views.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoName = "scratch";
constexpr int kInterruptedStatus = 130;

/// The experiment that -e names, else the one whose folder this is, else "scratch".
std::string experiment_name(const Context& context, const std::string& named) {
  if (!named.empty()) {
    return named;
  }
  std::error_code ignored;
  const fs::path experiments =
      fs::weakly_canonical(practice::experiments_folder(context.library_folder()), ignored);
  const fs::path here = fs::current_path().lexically_relative(experiments);
  const std::string first = here.empty() ? std::string() : here.begin()->string();
  return practice::is_experiment_name(first) ? first : kNoName;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      return;  // nobody looks any more; the log has it
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

practice::SweepRequest make_request(const Context& context, practice::SweepWords words) {
  words.experiment = experiment_name(context, words.experiment);
  practice::SweepRequest request =
      practice::sweep_of(words, fs::absolute(context.library_folder()), fs::current_path());
  if (!request.remark.empty()) {
    context.tell("assay: " + request.remark);
  }
  practice::RunRequest& base = request.base;
  base.interrupted = &interrupted();
  const bool several = request.seeds.size() > 1 || !request.axes.empty();
  base.standard_input = !several && ::isatty(STDIN_FILENO) == 0;
  if (words.jobs <= 1 && !context.quiet) {
    const int out = context.json ? STDERR_FILENO : STDOUT_FILENO;
    base.show = [out](bool is_error, std::string_view bytes) {
      write_all(is_error ? STDERR_FILENO : out, bytes);
    };
  }
  return request;
}

void warn_of_unused(const Context& context, const practice::SweepRequest& request) {
  for (const std::string& name : practice::unused_parameters(request)) {
    context.tell(fmt::format(
        "assay: no argument has {{{0}}}: the command sees {0} as ASSAY_PARAM_{0} only", name));
  }
}

int sweep_status(const practice::SweepResult& result) {
  if (result.runs.size() == 1 && result.earlier.empty() && result.left == 0) {
    return practice::run_exit_status(result.runs.front());
  }
  bool good = true;
  for (const practice::Run& run : result.runs) {
    good = good && (run.status == practice::RunStatus::kFinished ||
                    run.status == practice::RunStatus::kStopped);
  }
  return interrupted() ? kInterruptedStatus : good ? 0 : 1;
}

void show_result(const Context& context, const practice::SweepResult& result, bool several) {
  if (!context.json) {
    if (!result.earlier.empty()) {
      context.tell(fmt::format("assay: {} run{} had finished before (--again runs all)",
                               result.earlier.size(), result.earlier.size() == 1 ? "" : "s"));
    }
    if (result.left != 0) {
      context.tell(
          fmt::format("assay: {} not begun; the same command goes on with them", result.left));
    }
    return;
  }
  if (!several && result.runs.size() == 1) {
    Context::print_json(practice::to_json(result.runs.front()));
    return;
  }
  Context::print_json(practice::to_json(result));
}

int run_command(const Context& context, const practice::SweepWords& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  const practice::SweepRequest request = make_request(context, arguments);
  for (const std::string& id : practice::repair_runs(request.base.library)) {
    context.tell("assay: run " + id + " had been cut off: its record says interrupted now");
  }
  warn_of_unused(context, request);
  const practice::SweepResult result = practice::run_sweep(
      request, [&](const practice::Run& run) { context.tell(run_summary(run)); });
  show_result(context, result, request.seeds.size() > 1 || !request.axes.empty());
  return sweep_status(result);
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<practice::SweepWords>();
  CLI::App* command = app.add_subcommand("run", "Run a command and record everything about it");
  command->footer(
      "\nThe command stands behind --. {seed}, {out} (a folder of the run's own) and the\n"
      "names of --sweep and --set are filled in. Metrics are read from what it prints\n"
      "(loss=0.3, or a JSON object a line), TensorBoard's event files, MLflow's mlruns,\n"
      "and --metrics FILE.\n"
      "docs/experiments.md tells what is recorded.");
  command->add_option("COMMAND", arguments->command, "Behind --: a program and its arguments")
      ->type_name("");
  command
      ->add_option("-e,--experiment", arguments->experiment,
                   "Its experiment (else the folder's, or scratch)")
      ->type_name("NAME");
  command->add_option("--seeds", arguments->seeds, "How many seeds (0, 1, …), or a list: 3,7,11")
      ->type_name("N");
  command->add_option("--sweep", arguments->sweeps, "Values of a parameter: lr=1e-3,1e-4")
      ->type_name("NAME=A,B")
      ->allow_extra_args(false);
  command->add_option("--set", arguments->settings, "One value of a parameter: lr=1e-3")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_option("--jobs", arguments->jobs, "How many at once, at most the cores")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  command->add_option("--stop-when", arguments->rules, "'loss > 10', 'loss is nan', 'seconds > 60'")
      ->type_name("RULE")
      ->allow_extra_args(false);
  command->add_option("--metrics", arguments->metric_files, "A file that it writes metrics to")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--data", arguments->data, "A file or folder that it reads, to be hashed")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command->add_option("--label", arguments->label, "A word of yours to find it by")
      ->type_name("TEXT");
  command->add_flag("--sandbox", arguments->sandboxed,
                    "Without network; only {out} can be written to");
  command->add_flag("--again", arguments->again, "Run also what had finished before");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_command(context, *arguments); };
  });
}

}  // namespace assay::cli
