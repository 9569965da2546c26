#include "cli/arguments.h"

#include "base/spelling.h"
#include "cli/choice.h"
#include "cli/commands.h"

#include <algorithm>
#include <array>

namespace assay::cli {
namespace {

/// Stands before a word of a query that begins with "-" while the options are parsed.
constexpr char kProtected = '\x01';

/// What stands behind one of these is no word of a query.
constexpr std::array<std::string_view, 8> kTakeValue = {
    "-k", "-o", "--offset", "--sort", "--mode", "--format", "--output", "--color"};

constexpr const char* kTour =
    "\nFirst steps:\n"
    "  assay import FILE                 bring records in (works, arXiv, BibTeX ...)\n"
    "  assay radar                       what is new, with the evidence\n"
    "  assay search \"quantization latency led:>0.7\"\n"
    "  assay why arxiv:2106.09685        the words behind a verdict\n"
    "  assay week                        this week's practice\n";

void declare(CLI::App& app, Context& context) {
  app.name("assay");
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.set_help_flag("-h,--help", "Show this help, or that of a command");
  app.set_version_flag("--version", std::string("assay ") + ASSAY_VERSION);
  app.add_option("--library", context.library_option, "Folder of the library")->type_name("DIR");
  app.add_option("--reader", context.reader, "Whose ratings, interests and weeks")
      ->type_name("NAME");
  app.add_flag("--json", context.json, "Print one JSON document (JSON Lines where said)");
  app.add_flag("--quiet", context.quiet, "Print no progress and no remarks");
  app.add_option("--color", context.color, "Use colour")
      ->transform(choice<ColorMode>({{"auto", ColorMode::kAuto},
                                     {"always", ColorMode::kAlways},
                                     {"never", ColorMode::kNever}}))
      ->type_name("auto|always|never");
  add_commands(app, context);
  app.footer(kTour);  // last, since commands inherit what stands before them
}

/// The nearest of `names` to `word`, empty when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& names) {
  std::string best;
  std::size_t best_distance = 3;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(word, name);
    if (distance < best_distance && distance < name.size()) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

Error unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  const std::string near = nearest(word, names);
  return {Errc::kUsage, "there is no command '" + word + "'", "",
          near.empty() ? "see `assay help`" : "did you mean `assay " + near + "`?"};
}

std::string see_help(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? "see `assay help`"
                        : "see `assay help " + chosen.front()->get_name() + "`";
}

/// An option or a word that nobody asked for.
Error surplus(const CLI::App& app, const std::vector<std::string>& words) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const auto option = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word.front() == '-';
  });
  std::vector<std::string> names;
  if (option != words.end()) {
    const std::string word = option->substr(0, option->find('='));
    for (const CLI::App* of : {&app, chosen.empty() ? &app : chosen.front()}) {
      for (const CLI::Option* known : of->get_options()) {
        for (const std::string& name : known->get_lnames()) {
          names.push_back("--" + name);
        }
      }
    }
    const std::string near = nearest(word, names);
    return {Errc::kUsage, "there is no option '" + word + "'", "",
            near.empty() ? see_help(app) : "did you mean `" + near + "`?"};
  }
  const std::string& word = words.front();
  if (!chosen.empty()) {
    for (const CLI::App* part : chosen.front()->get_subcommands({})) {
      names.push_back(part->get_name());
    }
  }
  const std::string near = nearest(word, names);
  return {Errc::kUsage, "'" + word + "' is not expected here", "",
          near.empty() ? see_help(app)
                       : "did you mean `assay " + chosen.front()->get_name() + " " + near + "`?"};
}

/// What CLI11 found wrong, in our words.
Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  constexpr std::string_view kConversion = "Could not convert: ";
  if (const std::size_t equals = message.find(" = ");
      message.rfind(kConversion, 0) == 0 && equals != std::string::npos) {
    message = message.substr(kConversion.size(), equals - kConversion.size()) + ": " +
              message.substr(equals + 3) + " is no number";
  }
  return {Errc::kUsage, message, "", see_help(app)};
}

/// The help of a command, or of the part of it that the next word names.
std::string help_of(const CLI::App& command, std::vector<std::string>::const_iterator next,
                    std::vector<std::string>::const_iterator end) {
  for (const CLI::App* part : command.get_subcommands({})) {
    if (next != end && part->get_name() == *next) {
      return part->help("assay " + command.get_name());
    }
  }
  return command.help("assay");
}

/// The first word that is neither a global option nor its value.
std::vector<std::string>::const_iterator find_command(const std::vector<std::string>& arguments) {
  auto at = arguments.begin();
  while (at != arguments.end() && at->starts_with('-')) {
    const bool has_value = *at == "--library" || *at == "--reader" || *at == "--color";
    at += has_value && at + 1 != arguments.end() ? 2 : 1;
  }
  return at;
}

}  // namespace

std::optional<Day> day_option(const std::string& text, const char* option) {
  if (text.empty()) {
    return std::nullopt;
  }
  const std::optional<Day> day = parse_day(text);
  if (!day) {
    throw Error(Errc::kUsage, "not a date: " + text, option,
                "write it as 2026-11-23, 2026-11 or 2026");
  }
  return day;
}

bool wants_json(int argc, const char* const* argv) {
  const char* const* const behind = std::find_if(
      argv, argv + argc, [](const char* argument) { return std::string_view(argument) == "--"; });
  return std::any_of(argv, behind,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

void protect_query_words(std::vector<std::string>& arguments) {
  // What stands behind "--" of `run` is another program's.
  const auto behind = std::find(arguments.begin(), arguments.end(), "--");
  const auto command = std::find_if(arguments.begin(), behind, [](const std::string& word) {
    return word == "search" || word == "export" || word == "save";
  });
  if (command == behind) {
    return;
  }
  for (auto argument = command + 1; argument != arguments.end(); ++argument) {
    const bool value =
        std::find(kTakeValue.begin(), kTakeValue.end(), argument[-1]) != kTakeValue.end();
    const bool option = value || argument->size() < 2 || (*argument)[0] != '-' ||
                        (*argument)[1] == '-' || *argument == "-h" || *argument == "-o" ||
                        (argument->rfind("-k", 0) == 0 &&
                         argument->find_first_not_of("0123456789", 2) == std::string::npos);
    if (!option) {
      argument->insert(0, 1, kProtected);
    }
  }
}

std::string unprotected(std::string word) {
  if (!word.empty() && word.front() == kProtected) {
    word.erase(0, 1);
  }
  return word;
}

bool parse_arguments(int argc, const char* const* argv, Context& context) {
  CLI::App app("assay: find the research done by AI developers, and learn from it by doing.");
  declare(app, context);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  protect_query_words(arguments);
  // "assay help COMMAND" is "assay COMMAND --help".
  const auto first = find_command(arguments);
  if (first != arguments.end() && *first == "help") {
    const std::string command = first + 1 != arguments.end() ? *(first + 1) : std::string();
    if (command.empty()) {
      Context::print(app.help());
      return false;
    }
    for (const CLI::App* known : app.get_subcommands({})) {
      if (known->get_name() == command) {
        Context::print(help_of(*known, first + 2, arguments.end()));
        return false;
      }
    }
    throw unknown_command(app, command);
  }
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    Context::print(chosen.empty() ? app.help() : chosen.front()->help("assay"));
    return false;
  } catch (const CLI::CallForVersion& version) {
    Context::print(std::string(version.what()) + "\n");
    return false;
  } catch (const CLI::ExtrasError& error) {
    const std::vector<std::string> words = app.remaining(true);
    if (words.empty()) {
      throw usage_error(app, error);
    }
    if (app.get_subcommands().empty() && words.front().front() != '-') {
      throw unknown_command(app, words.front());
    }
    throw surplus(app, words);
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error);
  }
  if (app.get_subcommands().empty()) {
    if (!context.run) {
      Context::print(app.help());
      return false;
    }
  }
  return true;
}

}  // namespace assay::cli
