#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "ingest/finding.h"
#include "library/reader.h"
#include "plan/reading.h"
#include "plan/settings.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

/// An interest as a person reads it: works by their titles.
std::string interest_text(library::Library& library, const library::Interest& interest) {
  if (interest.kind == "work") {
    if (const std::optional<WorkId> work = library.resolve(interest.value)) {
      return interest.value + " " + collapse_spaces(library.load(*work).work.title);
    }
  }
  return interest.value;
}

void print_interests(const Context& context, library::Library& library) {
  if (context.json) {
    Context::print_json(plan::interests_json(library));
    return;
  }
  const std::string stored = library::setting(library, "hours");
  const double hours = stored.empty() ? plan::kDefaultHours : plan::parse_hours(stored);
  const std::vector<library::Interest> interests = library::interests(library);
  constexpr std::size_t kIndent = 14;
  std::string text = fmt::format("{:g} {} a week\n", hours, hours == 1 ? "hour" : "hours");
  for (const library::Interest& interest : interests) {
    text += fmt::format("  {} {:<6} ", interest.weight > 0 ? "more" : "less", interest.kind) +
            ellipsize(printable(interest_text(library, interest)), text_columns() - kIndent) + "\n";
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

/// Throws kNotFound for the first that the reader has not.
void require_there(library::Library& library, const std::vector<library::Interest>& wanted) {
  const std::vector<library::Interest> there = library::interests(library);
  for (const library::Interest& one : wanted) {
    const bool found =
        std::any_of(there.begin(), there.end(), [&](const library::Interest& interest) {
          return interest.kind == one.kind && interest.value == one.value;
        });
    if (!found) {
      throw Error(Errc::kNotFound, "no such interest: " + ellipsize(printable(one.value), 40), "",
                  "nothing was removed; `assay interests` lists yours");
    }
  }
}

/// Takes each value as an interest of this weight, 0 to forget it; and hours when given.
int change_interests(const Context& context, const std::vector<std::string>& values, double weight,
                     const std::string& hours) {
  if (!hours.empty()) {
    plan::parse_hours(hours);
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  std::vector<library::Interest> changes;
  changes.reserve(values.size());
  for (const std::string& value : values) {
    changes.push_back(plan::parse_interest(*library, value, weight));
  }
  if (weight == 0) {
    require_there(*library, changes);
  }
  library->begin();
  for (const library::Interest& interest : changes) {
    library::set_interest(*library, interest);
  }
  if (!hours.empty()) {
    plan::change_setting(*library, "hours", hours);
  }
  library->commit();
  print_interests(context, *library);
  return 0;
}

void add_change(CLI::App& command, Context& context, const char* name, const char* help,
                double weight) {
  auto arguments = std::make_shared<InterestArguments>();
  CLI::App* change = command.add_subcommand(name, help);
  change
      ->add_option("INTEREST", arguments->values,
                   "Topics; person:NAME, venue:NAME, an ID of a work; or words as in a query")
      ->required();
  change->callback([&context, arguments, weight] {
    context.run = [&context, arguments, weight] {
      return change_interests(context, arguments->values, weight, {});
    };
  });
}

/// `assay more ID`, `assay less ID`.
void add_mark(CLI::App& app, Context& context, const char* name, const char* help, double weight) {
  auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("ID", *ids, "Any identifiers of works")->required();
  command->callback([&context, ids, weight, name] {
    context.run = [&context, ids, weight, name] {
      // A library that is not there is reported, not made.
      context.open_library(library::Library::Mode::kRead).reset();
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kWrite);
      std::vector<WorkId> works;
      for (const std::string& id : *ids) {
        works.push_back(ingest::require_work(*library, id));
      }
      plan::mark_works(*library, works, weight, system_clock().now());
      std::string text;
      for (const WorkId work : works) {
        text += paragraph(fmt::format("{} like {} {}", name, format_work_id(work),
                                      printable(library->load(work).work.title)),
                          0, text_columns());
      }
      if (context.json) {
        Context::print_json(plan::marks_json(works, weight));
      } else {
        Context::print(text);
      }
      return 0;
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
    context.run = [&context, arguments] {
      return change_interests(context, {}, 0, arguments->hours);
    };
  });
}

void add_more(CLI::App& app, Context& context) {
  add_mark(app, context, "more", "More like this work on the radar", 1);
}

void add_less(CLI::App& app, Context& context) {
  add_mark(app, context, "less", "Less like this work on the radar", -1);
}

}  // namespace assay::cli
