#include "cli/commands.h"
#include "cli/run_text.h"
#include "practice/experiments/experiment.h"
#include "practice/experiments/running.h"
#include "practice/experiments/sweep.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoName = "scratch";
constexpr int kInterruptedStatus = 130;

struct RunArguments {
  std::vector<std::string> command;
  std::string experiment;
  std::string seeds;
  std::vector<std::string> sweeps;
  std::vector<std::string> settings;
  std::vector<std::string> rules;
  std::vector<std::string> metric_files;
  std::vector<std::string> data;
  std::string label;
  int jobs = 1;
  bool sandboxed = false;
  bool again = false;
};

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

/// What --data names, and what experiment.toml lists. A wrong file stops no run.
std::vector<std::string> data_of(const Context& context, const RunArguments& arguments,
                                 const std::string& experiment) {
  std::vector<std::string> data = arguments.data;
  std::error_code ignored;
  const fs::path folder = practice::experiment_folder(context.library_folder(), experiment);
  if (fs::exists(folder / "experiment.toml", ignored)) {
    try {
      const std::vector<std::string> listed = practice::read_experiment(folder).data;
      data.insert(data.end(), listed.begin(), listed.end());
    } catch (const Error& error) {
      context.tell("assay: the data that experiment.toml lists are not known: " + error.message());
    }
  }
  return data;
}

practice::SweepRequest make_request(const Context& context, const RunArguments& arguments) {
  practice::SweepRequest request;
  practice::RunRequest& base = request.base;
  base.library = fs::absolute(context.library_folder());
  base.experiment = experiment_name(context, arguments.experiment);
  base.asked = arguments.command;
  base.folder = fs::current_path();
  base.label = arguments.label;
  base.metric_files = arguments.metric_files;
  base.data = data_of(context, arguments, base.experiment);
  base.sandboxed = arguments.sandboxed;
  base.interrupted = &interrupted();
  for (const std::string& rule : arguments.rules) {
    base.rules.emplace_back(rule);
  }
  for (const std::string& text : arguments.settings) {
    const practice::Axis axis = practice::parse_axis(text);
    base.parameters[axis.first] = text.substr(text.find('=') + 1);
  }
  for (const std::string& text : arguments.sweeps) {
    request.axes.push_back(practice::parse_axis(text));
  }
  if (!arguments.seeds.empty()) {
    request.seeds = practice::parse_seeds(arguments.seeds);
  }
  const bool several = request.seeds.size() > 1 || !request.axes.empty();
  // A single run that is asked for again is wanted again; a sweep goes on where it was left.
  request.again = arguments.again || (arguments.seeds.empty() && request.axes.empty());
  request.jobs =
      std::min(arguments.jobs, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  base.standard_input = !several && ::isatty(STDIN_FILENO) == 0;
  if (arguments.jobs <= 1 && !context.quiet) {
    const int out = context.json ? STDERR_FILENO : STDOUT_FILENO;
    base.show = [out](bool is_error, std::string_view bytes) {
      write_all(is_error ? STDERR_FILENO : out, bytes);
    };
  }
  return request;
}

/// Parameters that no argument uses: the command may still read ASSAY_PARAM_name.
void warn_of_unused(const Context& context, const practice::SweepRequest& request) {
  std::string all;
  for (const std::string& argument : request.base.asked) {
    all += argument + "\n";
  }
  std::vector<std::string> names;
  for (const auto& [name, values] : request.axes) {
    names.push_back(name);
  }
  for (const auto& [name, value] : request.base.parameters) {
    names.push_back(name);
  }
  for (const std::string& name : names) {
    if (all.find("{" + name + "}") == std::string::npos) {
      context.tell("assay: no argument has {" + name + "}: the command sees " + name +
                   " as ASSAY_PARAM_" + name + " only");
    }
  }
}

int sweep_status(const practice::SweepResult& result) {
  if (result.runs.size() == 1 && result.earlier.empty() && result.left == 0) {
    return run_exit_status(result.runs.front());
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
    Context::print_json(run_json(result.runs.front()));
    return;
  }
  std::string runs;
  for (const practice::Run& run : result.runs) {
    runs += (runs.empty() ? "" : ",") + run_json(run);
  }
  std::string earlier;
  for (const practice::Run& run : result.earlier) {
    earlier += (earlier.empty() ? "" : ",") + run_json(run);
  }
  Context::print_json(fmt::format("{{\"runs\":[{}],\"earlier\":[{}],\"not_begun\":{}}}", runs,
                                  earlier, result.left));
}

int run_command(const Context& context, const RunArguments& arguments) {
  if (arguments.command.empty()) {
    throw Error(Errc::kUsage, "no command to run", "",
                "write it behind --: assay run -- python train.py");
  }
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
  auto arguments = std::make_shared<RunArguments>();
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
