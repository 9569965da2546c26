#include "base/text.h"
#include "cli/commands.h"
#include "ingest/finding.h"
#include "ingest/training.h"
#include "plan/views.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

Week week_argument(const std::string& text) {
  if (text.empty()) {
    return week_of(system_clock().today());
  }
  const std::optional<Week> week = parse_week(text);
  if (!week) {
    throw Error(Errc::kUsage, "not a week: " + text, "", "write it as 2026-W48");
  }
  return *week;
}

std::string duration(int minutes) {
  if (minutes < 60) {
    return fmt::format("{} min", minutes);
  }
  return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60)
                           : fmt::format("{} h {:02}", minutes / 60, minutes % 60);
}

std::string_view box(library::ItemState state) {
  switch (state) {
    case library::ItemState::kDone:
      return "[x]";
    case library::ItemState::kSkipped:
      return "[-]";
    case library::ItemState::kPlanned:
      break;
  }
  return "[ ]";
}

std::string week_text(const plan::WeekView& view, const Style& style) {
  const std::size_t columns = text_columns();
  const Day monday = monday_of(*parse_week(view.week));
  int planned = 0;
  for (const library::WeekItem& item : view.items) {
    planned += item.minutes;
  }
  std::string out = style.bold(fmt::format("Week {}", view.week)) +
                    fmt::format(" · {} to {} · {} of {}\n\n", format_day(monday),
                                format_day(Day{monday.since_epoch + 6}), duration(planned),
                                duration(static_cast<int>(view.hours * 60)));
  if (view.items.empty()) {
    return out + "Nothing to plan with yet: bring records in with `assay import FILE`.\n";
  }
  constexpr std::size_t kIndent = 22;
  for (const library::WeekItem& item : view.items) {
    const std::string time = duration(item.minutes);
    const std::string head = fmt::format("{:>2} {} {:<12} ", item.n, box(item.state), item.track);
    const std::string title = paragraph(printable(item.title), kIndent, columns - 9);
    std::vector<std::string_view> lines =
        split(std::string_view(title).substr(0, title.size() - 1), '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string text(lines[i].substr(kIndent));
      out += i == 0 ? head + std::string(kIndent - display_width(head), ' ')
                    : std::string(kIndent, ' ');
      out += style.bold(text);
      if (i == 0) {
        const std::size_t used = kIndent + display_width(text) + display_width(time);
        out += std::string(columns > used ? columns - used : 1, ' ') + style.quiet(time);
      }
      out += "\n";
    }
    if (!item.why.empty()) {
      out += paragraph(printable(dotted(item.why)), kIndent, columns);
    }
    out += std::string(kIndent, ' ') + style.accent(item.command) + "\n\n";
  }
  return out + "Tick with `assay done N`, pass over with `assay skip N`.\n";
}

struct WeekArguments {
  std::string week;
  bool keep = false;
};

plan::WeekView proposed_week(const Context& context, library::Library& library, Week week) {
  plan::Profile profile;
  context.with_index(
      library, [&](const search::Index& index) { profile = plan::load_profile(library, index); });
  return plan::choose_week(library, ingest::judge_of(library.folder()), profile, week,
                           system_clock().today());
}

/// Keeps a plan that was just made. While another process writes it is shown all the same, and may
/// be another one next time.
void keep_week(const Context& context, Week week, plan::WeekView& view) {
  try {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    if (const std::optional<plan::WeekView> made = plan::find_week(*library, week)) {
      view = *made;  // by another process, meanwhile
      return;
    }
    plan::store_week(*library, view, system_clock().now());
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: this plan is not kept yet: ") + error.what());
  }
}

int run_week(const Context& context, const WeekArguments& arguments) {
  const Week week = week_argument(arguments.week);
  const std::string name = format_week(week);
  const std::string now = format_week(week_of(system_clock().today()));
  if (arguments.keep && name < now) {
    throw Error(Errc::kUsage, "week " + name + " is over", "--keep",
                "plan this week or a later one");
  }
  bool is_new = false;
  std::optional<plan::WeekView> view;
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    view = plan::find_week(*library, week);
    if (!view) {
      is_new = true;
      view = proposed_week(context, *library, week);
    }
  }
  // An empty week is not kept: it would stay empty when records come in. Another week is only
  // looked at unless the reader asks to keep it.
  if (is_new && !view->items.empty()) {
    if (name == now || arguments.keep) {
      keep_week(context, week, *view);
    } else if (name > now) {
      context.tell("assay: this plan may still change; keep it with `assay week " + name +
                   " --keep`");
    }
  }
  if (context.json) {
    Context::print_json(plan::to_json(*view));
  } else {
    Context::print(week_text(*view, context.style()));
  }
  return 0;
}

struct FinishArguments {
  int n = 0;
  std::string week;
};

void add_finish(CLI::App& app, Context& context, const char* name, const char* help,
                library::ItemState state) {
  auto arguments = std::make_shared<FinishArguments>();
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("N", arguments->n, "Number of the item in the week")->required();
  command->add_option("--week", arguments->week, "Another week than this one")->type_name("WEEK");
  command->callback([&context, arguments, state] {
    context.run = [&context, arguments, state] {
      const Week week = week_argument(arguments->week);
      // A library that is not there is reported, not made.
      context.open_library(library::Library::Mode::kRead).reset();
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kWrite);
      const library::WeekItem item =
          plan::finish_item(*library, week, arguments->n, state, system_clock().now());
      if (context.json) {
        Context::print_json(plan::to_json(item));
      } else {
        Context::print(paragraph(
            fmt::format("{} {} {}: {}", box(item.state), item.n, item.track, printable(item.title)),
            0, text_columns()));
      }
      return 0;
    };
  });
}

int parse_rating(const std::string& text) {
  if (text == "up") {
    return 5;
  }
  if (text == "down") {
    return 0;
  }
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '5') {
    return text[0] - '0';
  }
  throw Error(Errc::kUsage, "not a rating: " + text, "", "give up, down, or a number from 0 to 5");
}

}  // namespace

void add_week(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<WeekArguments>();
  CLI::App* command = app.add_subcommand("week", "This week's practice on five tracks");
  command->add_option("WEEK", arguments->week, "Another week, such as 2026-W48");
  command->add_flag("--keep", arguments->keep, "Keep the plan of a week to come");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_week(context, *arguments); };
  });
}

void add_done(CLI::App& app, Context& context) {
  add_finish(app, context, "done", "Tick an item of the week", library::ItemState::kDone);
}

void add_skip(CLI::App& app, Context& context) {
  add_finish(app, context, "skip", "Pass over an item of the week", library::ItemState::kSkipped);
}

void add_rate(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  auto rating = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("rate", "Say how good a work was for you");
  command->add_option("ID", *id, "Any identifier of a work")->required();
  command->add_option("RATING", *rating, "up, down, or 0 to 5")->required();
  command->callback([&context, id, rating] {
    context.run = [&context, id, rating] {
      const int value = parse_rating(*rating);
      context.open_library(library::Library::Mode::kRead).reset();
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kWrite);
      const WorkId work = ingest::require_work(*library, *id);
      const std::int64_t now = system_clock().now();
      library->begin();
      library::set_reading(*library, work, {library::ReadState::kRated, value}, now);
      library->touch(work);
      library::record_event(*library, "rated", work, std::to_string(value), now);
      library->commit();
      if (context.json) {
        Context::print_json(
            fmt::format(R"({{"id":"{}","rating":{}}})", format_work_id(work), value));
      } else {
        Context::print(paragraph(
            fmt::format("rated {} of 5: {}", value, printable(library->load(work).work.title)), 0,
            text_columns()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
