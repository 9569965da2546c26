#include "base/text.h"
#include "cli/commands.h"
#include "plan/setup.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <optional>

namespace assay::cli {
namespace {

struct SetupArguments {
  std::array<std::optional<std::string>, plan::kSettingKeys.size()> values;
  bool show = false;
};

constexpr std::size_t kSettingIndent = 14;

void show_setup(const Context& context, library::Library& library) {
  if (context.json) {
    Context::print_json(plan::settings_json(library));
    return;
  }
  const auto line = [](const std::string& name, const std::string& value) {
    const std::string lines = paragraph(printable(value), kSettingIndent, text_columns());
    return fmt::format("{:<{}}", name, kSettingIndent) + lines.substr(kSettingIndent);
  };
  const plan::ReaderSettings settings = plan::load_settings(library);
  std::string text = line("reader", library::current_reader(library));
  const std::string interests = plan::present_answer(library, 0);
  text += line("interests", interests.empty() ? "none yet" : interests);
  for (const std::string_view key : plan::kSettingKeys) {
    text += line(std::string(key), plan::show_setting(settings, key));
  }
  Context::print(text +
                 "\nChange one with `assay setup --hours 5`, interests with `assay interests`.\n");
}

/// Asks the questions on the terminal, or reads one answer a line from a pipe. What was answered
/// before the end of the input counts; a wrong answer is asked for again on a terminal, and ends
/// the dialogue with nothing changed in a pipe.
void hold_dialogue(library::Library& library) {
  const bool terminal = ::isatty(STDIN_FILENO) != 0;
  std::cerr << "Six questions. Enter keeps what stands in brackets; all can be changed later.\n";
  for (std::size_t i = 0; i < plan::kSetupQuestions.size(); ++i) {
    const plan::SetupQuestion& question = plan::kSetupQuestions.at(i);
    bool answered = false;
    while (!answered) {
      const std::string present = printable(plan::present_answer(library, i));
      std::cerr << fmt::format("\n{}. {}\n   {}\n   [{}] ", i + 1, question.ask, question.form,
                               ellipsize(present, 70))
                << std::flush;
      std::string answer;
      if (!std::getline(std::cin, answer)) {
        std::cerr << "\n";
        return;
      }
      try {
        plan::take_answer(library, i, answer);
        answered = true;
      } catch (const Error& error) {
        if (!terminal) {
          throw;
        }
        std::cerr << "   " << error.what() << "\n";
      }
    }
  }
  std::cerr << "\n";
}

int run_setup(const Context& context, const SetupArguments& arguments) {
  bool any = false;
  for (std::size_t i = 0; i < plan::kSettingKeys.size(); ++i) {
    if (const std::optional<std::string>& value = arguments.values.at(i)) {
      plan::check_setting(plan::kSettingKeys.at(i), *value);
      any = true;
    }
  }
  if (arguments.show && !any) {
    show_setup(context, *context.open_library(library::Library::Mode::kRead));
    return 0;
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  library->begin();
  for (std::size_t i = 0; i < plan::kSettingKeys.size(); ++i) {
    if (const std::optional<std::string>& value = arguments.values.at(i)) {
      plan::change_setting(*library, plan::kSettingKeys.at(i), *value);
    }
  }
  if (!any) {
    hold_dialogue(*library);
  }
  library->commit();
  show_setup(context, *library);
  return 0;
}

}  // namespace

void add_setup(CLI::App& app, Context& context) {
  static constexpr std::array<const char*, plan::kSettingKeys.size()> kHelp = {
      "Hours a week, 0.5 to 80",
      "Days for it: mon,wed,sat, or any",
      "How much of each: papers=2,experiments=1",
      "new, working, expert; or fairness=new,…",
      "Programming languages that you use",
      "Frameworks that you use",
      "Hardware at hand: \"laptop,RTX 4090 24 GB\"",
      "Per cent outside of your usual, 0 to 50",
      "Per cent that likeness costs, 0 to 100"};
  auto arguments = std::make_shared<SetupArguments>();
  CLI::App* command = app.add_subcommand("setup", "Six questions about you, or answers as options");
  for (std::size_t i = 0; i < plan::kSettingKeys.size(); ++i) {
    command
        ->add_option("--" + std::string(plan::kSettingKeys.at(i)), arguments->values.at(i),
                     kHelp.at(i))
        ->type_name("");
  }
  command->add_flag("--show", arguments->show, "Show what is set");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_setup(context, *arguments); };
  });
}

}  // namespace assay::cli
