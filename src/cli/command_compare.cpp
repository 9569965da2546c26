#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/choice.h"
#include "cli/experiment_commands.h"
#include "practice/experiments/views.h"

namespace assay::cli {
namespace {

constexpr std::size_t kCurveColumns = 668;  // as wide as the picture's plot

enum class Form { kText, kMarkdown, kLatex, kJson, kSvg };

struct CompareArguments {
  std::vector<std::string> words;
  std::string experiment;
  practice::CompareOptions options;
  Form form = Form::kText;
  std::string out;
};

std::string formatted(const practice::Selection& selection, const practice::Comparison& comparison,
                      Form form) {
  switch (form) {
    case Form::kMarkdown:
      return practice::to_markdown(comparison);
    case Form::kLatex:
      return practice::to_latex(comparison);
    case Form::kJson:
      return practice::comparison_json(selection, comparison, kCurveColumns) + "\n";
    case Form::kSvg:
      return practice::curves_svg(practice::read_curves(selection, comparison, kCurveColumns),
                                  comparison.experiment, comparison.metric);
    case Form::kText:
      break;
  }
  return printable_lines(practice::to_text(comparison));
}

/// The verdict goes into the dossier of the work, where the library has it. The comparison is shown
/// either way.
void keep_verdict(const Context& context, const practice::Selection& selection,
                  const practice::Comparison& comparison) {
  std::error_code ignored;
  if (comparison.verdict.empty() ||
      !std::filesystem::exists(context.library_folder() / "library.db", ignored)) {
    return;
  }
  try {
    practice::keep_verdict(*context.open_library(library::Library::Mode::kWrite), selection,
                           comparison, system_clock().now());
  } catch (const Error& error) {
    context.tell("the verdict is not in the dossier: " + std::string(error.what()));
  }
}

int compare(const Context& context, const CompareArguments& arguments) {
  const practice::Selection selection =
      practice::select_runs(context.library_folder(), arguments.words, arguments.experiment);
  for (const std::string& trouble : selection.troubles) {
    context.tell("left out: " + trouble);
  }
  const practice::Comparison comparison =
      practice::compare_runs(selection.experiment, selection.runs, arguments.options);
  const std::string text =
      formatted(selection, comparison, context.json ? Form::kJson : arguments.form);
  print_or_write(text, arguments.out);
  if (practice::is_own_verdict(selection, arguments.options)) {
    keep_verdict(context, selection, comparison);
  }
  return 0;
}

}  // namespace

std::string printable_lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    out += (line.data() == text.data() ? "" : "\n") + printable(line);
  }
  return out;
}

void print_or_write(const std::string& text, const std::string& out) {
  if (out.empty()) {
    Context::print(text);
  } else {
    write_file_atomically(out, text);
  }
}

void add_compare(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command =
      app.add_subcommand("compare", "Compare runs with each other and with the claim");
  command->add_option("RUN", arguments->words, "Runs, or experiments, whose runs are all taken")
      ->required();
  command->add_option("-e,--experiment", arguments->experiment, "Where to look for the runs")
      ->type_name("NAME");
  command->add_option("--claim", arguments->options.claim, "Only this claim, by number or name")
      ->type_name("N");
  command->add_option("--metric", arguments->options.metric, "Instead of the experiment's own")
      ->type_name("M");
  command->add_option("--by", arguments->options.by, "Group the runs by this parameter alone")
      ->type_name("PARAM");
  command->add_option("--baseline", arguments->options.baseline, "The group that others face")
      ->type_name("GROUP");
  command->add_option("--at", arguments->options.at, "Which point counts: last, best or first")
      ->transform(choice<practice::WhichPoint>({{"last", practice::WhichPoint::kLast},
                                                {"best", practice::WhichPoint::kBest},
                                                {"first", practice::WhichPoint::kFirst}}))
      ->type_name("POINT");
  command->add_option("--seed", arguments->options.seed, "Of the bootstrap")->type_name("N");
  command
      ->add_option("--format", arguments->form, "text, markdown, latex, json, or svg (the curves)")
      ->transform(choice<Form>({{"text", Form::kText},
                                {"markdown", Form::kMarkdown},
                                {"latex", Form::kLatex},
                                {"json", Form::kJson},
                                {"svg", Form::kSvg}}))
      ->type_name("F");
  command->add_option("-o,--out", arguments->out, "Write it to a file")->type_name("FILE");
  command->footer("\ndocs/compare.md tells how a verdict is reached.");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return compare(context, *arguments); };
  });
}

}  // namespace assay::cli
