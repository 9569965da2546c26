#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "library/reader.h"
#include "plan/profile.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

/// "fairness" is a topic; anything else is words, as in a query.
library::Interest parse_interest(const std::string& text, double weight) {
  std::string name = ascii_lower(trim(text));
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '-', '_');
  if (parse_topic(name)) {
    return {"topic", name, weight};
  }
  const std::string words = collapse_spaces(text);
  if (words.empty()) {
    throw Error(Errc::kUsage, "an empty interest", "",
                "give a topic or words, such as `assay interests add serving`");
  }
  static_cast<void>(search::parse_query(words));
  return {"words", words, weight};
}

void print_interests(const Context& context, library::Library& library) {
  const std::string stored = library::setting(library, "hours");
  const double hours = stored.empty() ? plan::kDefaultHours : plan::parse_hours(stored);
  const std::vector<library::Interest> interests = library::interests(library);
  if (context.json) {
    nlohmann::ordered_json out;
    out["hours"] = hours;
    out["interests"] = nlohmann::ordered_json::array();
    for (const library::Interest& interest : interests) {
      out["interests"].push_back(
          {{"kind", interest.kind}, {"value", interest.value}, {"weight", interest.weight}});
    }
    Context::print_json(out.dump());
    return;
  }
  std::string text = fmt::format("{:g} hours a week\n", hours);
  for (const library::Interest& interest : interests) {
    text += fmt::format("  {} {:<6} {}\n", interest.weight > 0 ? "more" : "less", interest.kind,
                        printable(interest.value));
  }
  if (interests.empty()) {
    text +=
        "no interests yet: name topics or words, such as\n"
        "  assay interests add fairness \"model serving\" quantization\n";
  }
  Context::print(text);
}

struct InterestArguments {
  std::vector<std::string> values;
  std::string hours;
};

int change_interests(const Context& context, const std::vector<library::Interest>& changes,
                     const std::string& hours) {
  if (!hours.empty()) {
    plan::parse_hours(hours);
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  library->begin();
  for (const library::Interest& interest : changes) {
    library::set_interest(*library, interest);
  }
  if (!hours.empty()) {
    library::set_setting(*library, "hours", hours);
  }
  library->commit();
  print_interests(context, *library);
  return 0;
}

void add_change(CLI::App& command, Context& context, const char* name, const char* help,
                double weight) {
  auto arguments = std::make_shared<InterestArguments>();
  CLI::App* change = command.add_subcommand(name, help);
  change->add_option("INTEREST", arguments->values, "Topics, or words as in a query")->required();
  change->callback([&context, arguments, weight] {
    context.run = [&context, arguments, weight] {
      std::vector<library::Interest> changes;
      for (const std::string& value : arguments->values) {
        changes.push_back(parse_interest(value, weight));
      }
      return change_interests(context, changes, {});
    };
  });
}

}  // namespace

void add_interests(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<InterestArguments>();
  CLI::App* command =
      app.add_subcommand("interests", "What you want more and less of; your hours a week");
  command->require_subcommand(0, 1);
  command->callback([&context, command] {
    if (!command->get_subcommands().empty()) {
      return;  // that one has said what to run
    }
    context.run = [&context] {
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      print_interests(context, *library);
      return 0;
    };
  });
  add_change(*command, context, "add", "More of these", 1);
  add_change(*command, context, "less", "Less of these", -1);
  add_change(*command, context, "remove", "Forget these", 0);
  CLI::App* hours = command->add_subcommand("hours", "Hours a week for practice");
  hours->add_option("HOURS", arguments->hours, "0.5 to 80; weeks already made keep theirs")
      ->required();
  hours->callback([&context, arguments] {
    context.run = [&context, arguments] { return change_interests(context, {}, arguments->hours); };
  });
}

}  // namespace assay::cli
