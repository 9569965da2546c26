#include "base/time.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/lab_folder.h"
#include "cli/lab_place.h"
#include "cli/lab_validate.h"
#include "library/reader.h"
#include "practice/labs/check.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kLookEvery = std::chrono::milliseconds(200);

struct LabArguments {
  std::string name;
  std::string dir;
  std::string language = "python";
  std::string variant;
  std::uint64_t seed = 0;
  bool watch = false;
  bool unsafe = false;
  bool placing = false;
};

library::LabEvent event_of(const LabFolder& folder, const char* what) {
  library::LabEvent event;
  event.at = system_clock().now();
  event.lab = folder.lab;
  event.event = what;
  event.variant = folder.variant;
  event.language = practice::language_name(folder.language);
  return event;
}

int list_labs(const Context& context) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const LabMemories memories = read_lab_memories(context);
  if (context.json) {
    Context::print_json(lab_list_json(catalogue, memories));
  } else {
    Context::print(lab_list_text(catalogue, memories, context.style()));
  }
  return 0;
}

/// A solved lab comes back in its next form.
std::string next_variant(const practice::Lab& lab, const LabMemories& memories) {
  const auto known = memories.find(lab.name);
  const int solved = known == memories.end() ? 0 : known->second.solved;
  return lab.variants.at(static_cast<std::size_t>(solved) % lab.variants.size()).name;
}

/// What is different this time; empty for the plain form.
std::string form_text(const practice::Lab& lab, const std::string& form) {
  const practice::Variant* variant = lab.find_variant(form);
  return variant == nullptr || variant->about.empty()
             ? std::string()
             : paragraph(printable(variant->about), 2, text_columns()) + "\n";
}

int start_lab(const Context& context, const LabArguments& arguments) {
  if (arguments.placing && arguments.name.empty()) {
    return list_placements(context);
  }
  const practice::Catalogue catalogue = open_catalogue(context);
  const practice::Lab& lab = catalogue.require(arguments.name);
  const LabMemories memories = read_lab_memories(context);
  LabFolder folder;
  folder.lab = lab.name;
  folder.language = practice::parse_language(arguments.language).value();
  folder.placing = arguments.placing;
  folder.variant = arguments.variant.empty() ? next_variant(lab, memories) : arguments.variant;
  folder.path = fs::absolute(
      arguments.dir.empty() ? practice::usual_lab_folder(
                                  context.library_folder(), folder,
                                  context.reader == library::kFirstReader ? "" : context.reader)
                            : fs::path(arguments.dir));
  std::vector<std::string> files;
  for (const fs::path& made : practice::make_lab_folder(lab, folder)) {
    files.push_back(made.string());
  }
  library::LabEvent event = event_of(folder, "start");
  event.detail = folder.path.string();
  note_lab(context, event, lab, false);
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{
        {"dir", folder.path.string()}, {"files", files}, {"variant", folder.variant}}
                            .dump());
    return 0;
  }
  std::string out = fmt::format(
      "{} · {} min\n\n{}  write   {}\n  read    {}\n  check   assay lab check {}\n  a hint  "
      "assay lab hint {}\n",
      context.style().bold(lab.title), lab.minutes, form_text(lab, folder.variant),
      printable(files.front()), printable((folder.path / "README.md").string()), lab.name,
      lab.name);
  Context::print(out);
  return 0;
}

void tell_solved(const Context& context, const practice::Catalogue& catalogue,
                 const practice::Lab& lab, bool first) {
  if (context.json || !first) {
    return;
  }
  std::string out = "\n" + context.style().bold("Solved.");
  const LabMemories memories = read_lab_memories(context);
  if (const auto known = memories.find(lab.name);
      known != memories.end() && known->second.due > 0) {
    out += " It comes back on " + format_instant(known->second.due).substr(0, 10) + ".";
  }
  out += "\n";
  if (!lab.cards.empty()) {
    out +=
        fmt::format("  keep its {}: assay lab cards {}\n",
                    lab.cards.size() == 1 ? "card" : counted(lab.cards.size(), "card"), lab.name);
  }
  if (const practice::Lab* next = next_lab(catalogue, memories)) {
    out += "  next: assay lab start " + next->name + "\n";
  }
  Context::print(out);
}

bool check_once(const Context& context, const practice::Catalogue& catalogue,
                const LabArguments& arguments, const LabMemories& memories) {
  const LabFolder folder = find_lab_folder(arguments.name, arguments.dir, memories);
  const practice::Lab& lab = catalogue.require(folder.lab);
  const practice::Variant* variant = lab.find_variant(folder.variant);
  if (variant == nullptr) {
    throw Error(Errc::kInvalid, "lab.json names a form that the lab does not have", folder.variant);
  }
  const practice::Solution solution = practice::read_solution(folder);
  const auto known = memories.find(lab.name);
  const auto seed = arguments.seed != 0 ? arguments.seed
                    : known == memories.end()
                        ? 1
                        : 1 + static_cast<std::uint64_t>(known->second.attempts);
  const practice::LabReport report =
      practice::check_solution(lab, *variant, solution, {seed},
                               lab_program_settings(!arguments.unsafe))
          .front();
  library::LabEvent event = event_of(folder, "check");
  event.passed = report.passed;
  event.seconds = report.seconds;
  event.report = practice::to_kept_json(report);
  for (const practice::CheckResult& one : report.checks) {
    if (!one.passed && event.detail.empty()) {
      event.detail = one.name;
    }
  }
  const bool first = report.passed && (known == memories.end() ||
                                       known->second.standing != plan::LabStanding::kSolved);
  note_lab(context, event, lab, first);
  if (report.passed && folder.placing) {
    place_before(context, catalogue, folder, memories);
  }
  if (context.json) {
    Context::print_json(practice::to_json(report));
  } else {
    Context::print(lab_report_text(report, event.language, context.style()));
  }
  tell_solved(context, catalogue, lab, first);
  return report.passed;
}

int check_lab(const Context& context, const LabArguments& arguments) {
  const practice::Catalogue catalogue = open_catalogue(context);
  if (!arguments.unsafe && !practice::sandbox_trouble().empty()) {
    throw Error(Errc::kInvalid, "your program cannot be walled off: " + practice::sandbox_trouble(),
                "", "install bubblewrap, or run it with your own rights by --unsafe");
  }
  bool passed = check_once(context, catalogue, arguments, read_lab_memories(context));
  if (!arguments.watch) {
    return passed ? 0 : 1;
  }
  const fs::path file =
      find_lab_folder(arguments.name, arguments.dir, read_lab_memories(context)).solution();
  std::error_code gone;
  fs::file_time_type seen = fs::last_write_time(file, gone);
  while (!interrupted()) {
    std::this_thread::sleep_for(kLookEvery);
    const fs::file_time_type now = fs::last_write_time(file, gone);
    if (gone || now == seen) {
      continue;  // an editor that saves by renaming is between two files
    }
    seen = now;
    Context::print("\n");
    passed = check_once(context, catalogue, arguments, read_lab_memories(context));
  }
  return passed ? 0 : 1;
}

int give_hint(const Context& context, const LabArguments& arguments) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const LabMemories memories = read_lab_memories(context);
  const LabFolder folder = find_lab_folder(arguments.name, arguments.dir, memories);
  const practice::Lab& lab = catalogue.require(folder.lab);
  if (lab.hints.empty()) {
    throw Error(Errc::kNotFound, "the lab has no hints", lab.name);
  }
  const auto known = memories.find(lab.name);
  const auto opened = known == memories.end() ? 0 : static_cast<std::size_t>(known->second.hints);
  const std::size_t shown = std::min(opened + 1, lab.hints.size());
  library::LabEvent event = event_of(folder, "hint");
  event.detail = std::to_string(shown);
  if (opened < lab.hints.size()) {
    note_lab(context, event, lab, false);
  }
  if (context.json) {
    std::vector<std::string> hints(lab.hints.begin(),
                                   lab.hints.begin() + static_cast<std::ptrdiff_t>(shown));
    Context::print_json(
        nlohmann::ordered_json{{"lab", lab.name}, {"hints", hints}, {"of", lab.hints.size()}}
            .dump());
    return 0;
  }
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    out += context.style().bold(fmt::format("Hint {} of {}", i + 1, lab.hints.size())) + "\n" +
           paragraph(printable(lab.hints[i]), 2, text_columns());
  }
  Context::print(out);
  return 0;
}

int show_reference(const Context& context, const LabArguments& arguments) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const LabMemories memories = read_lab_memories(context);
  const practice::Lab& lab = catalogue.require(arguments.name);
  const auto known = memories.find(lab.name);
  const bool solved = known != memories.end() && known->second.solved > 0;
  const bool asked = known != memories.end() && known->second.shown;
  LabFolder folder;
  folder.lab = lab.name;
  note_lab(context, event_of(folder, "show"), lab, false);
  if (!solved && !asked) {
    if (known == memories.end()) {
      throw Error(Errc::kInvalid, "the lab was not started yet", lab.name,
                  "`assay lab start " + lab.name + "`");
    }
    throw Error(
        Errc::kInvalid, "the lab is not solved yet", lab.name,
        "ask a second time if you want to see it all the same; `assay lab hint` gives less away");
  }
  const std::string source =
      lab.reference_python.empty() ? practice::reference_source(lab.name) : lab.reference_python;
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"lab", lab.name}, {"reference", source}}.dump());
  } else {
    Context::print(source);
  }
  return 0;
}

int reset_lab(const Context& context, const LabArguments& arguments) {
  const practice::Catalogue catalogue = open_catalogue(context);
  const LabMemories memories = read_lab_memories(context);
  const LabFolder folder = find_lab_folder(arguments.name, arguments.dir, memories);
  const practice::Lab& lab = catalogue.require(folder.lab);
  const fs::path kept = practice::reset_lab_folder(lab, folder);
  library::LabEvent event = event_of(folder, "reset");
  event.detail = kept.string();
  note_lab(context, event, lab, false);
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{
        {"file", folder.solution().string()},
        {"kept", kept.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(kept.string())}}
                            .dump());
  } else {
    Context::print(kept.empty() ? "there was no file\n"
                                : "the old file is " + printable(kept.string()) + "\n");
  }
  return 0;
}

/// `lab place`: as start, but what comes before counts as known once it passes.
void add_place(CLI::App& lab, Context& context) {
  auto arguments = std::make_shared<LabArguments>();
  CLI::App* command = lab.add_subcommand("place", "Pass a hard lab; all before it counts as known");
  command->add_option("NAME", arguments->name, "A lab; without one, those that are worth it");
  command->add_option("--lang", arguments->language, "python or cpp")
      ->check(CLI::IsMember({"python", "cpp"}))
      ->type_name("LANG");
  command->add_option("--dir", arguments->dir, "The folder to work in")->type_name("DIR");
  arguments->placing = true;
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return start_lab(context, *arguments); };
  });
}

CLI::App* add_one(CLI::App& lab, Context& context, const char* name, const char* about,
                  const std::shared_ptr<LabArguments>& arguments,
                  int (*run)(const Context&, const LabArguments&), bool named) {
  CLI::App* command = lab.add_subcommand(name, about);
  CLI::Option* option = command->add_option("NAME", arguments->name, "A lab");
  if (named) {
    option->required();
  }
  command->callback([&context, arguments, run] {
    context.run = [&context, arguments, run] { return run(context, *arguments); };
  });
  return command;
}

void add_dir(CLI::App& command, const std::shared_ptr<LabArguments>& arguments) {
  command.add_option("--dir", arguments->dir, "The folder to work in")->type_name("DIR");
}

}  // namespace

void add_lab(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<LabArguments>();
  CLI::App* lab = app.add_subcommand("lab", "Learn an algorithm by writing it");
  lab->require_subcommand(1);
  lab->footer("\nEach lab belongs to a paper; docs/labs.md tells how they work.");
  CLI::App* list = lab->add_subcommand("list", "All labs, what comes before each, and your state");
  list->callback([&context] { context.run = [&context] { return list_labs(context); }; });
  CLI::App* start =
      add_one(*lab, context, "start", "Begin a lab: writes its files, never over work", arguments,
              start_lab, true);
  start->add_option("--lang", arguments->language, "python or cpp")
      ->check(CLI::IsMember({"python", "cpp"}))
      ->type_name("LANG");
  start->add_option("--variant", arguments->variant, "Another form of the task")->type_name("FORM");
  add_dir(*start, arguments);
  add_place(*lab, context);
  CLI::App* check = add_one(*lab, context, "check", "Check your solution; exit 0 when it passes",
                            arguments, check_lab, false);
  add_dir(*check, arguments);
  check->add_flag("--watch", arguments->watch, "Again on every save, until Ctrl-C");
  check->add_flag("--unsafe", arguments->unsafe, "Run it with your own rights, not walled off");
  check->add_option("--seed", arguments->seed, "Which random inputs")->type_name("N");
  add_dir(*add_one(*lab, context, "hint", "The next hint", arguments, give_hint, false), arguments);
  add_one(*lab, context, "show", "The reference: once solved, or when asked twice", arguments,
          show_reference, true);
  add_dir(*add_one(*lab, context, "reset", "Begin anew; the old file is kept", arguments, reset_lab,
                   false),
          arguments);
  add_lab_making(*lab, context);
}

}  // namespace assay::cli
