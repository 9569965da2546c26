#include "base/files.h"
#include "base/words.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "ingest/training.h"
#include "library/reader.h"
#include "plan/calendar.h"
#include "plan/conference.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace assay::cli {
namespace {

struct ConferenceArguments {
  std::vector<std::string> name;
  std::string day;
  std::optional<int> walk;
  std::vector<std::string> between;
  std::string ics;
};

constexpr std::size_t kTalkIndent = 15;
constexpr int kLongestWalk = 240;

int list_programmes(const Context& context) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::vector<plan::ProgrammeSummary> all = plan::list_programmes(*library);
  if (context.json) {
    Context::print_json(plan::to_json(all));
    return 0;
  }
  std::string text;
  for (const plan::ProgrammeSummary& one : all) {
    text += paragraph(printable(one.name), 2, text_columns());
    text += context.style().quiet(fmt::format("    {} to {}, {} {}", one.first, one.last,
                                              with_commas(one.talks),
                                              one.talks == 1 ? "talk" : "talks")) +
            "\n";
  }
  Context::print(text.empty() ? "No programme is in the library. Bring one in, such as a "
                                "schedule.json:\n  assay import schedule.json\n"
                              : text);
  return 0;
}

/// "read before: …" as lines behind the talk's.
std::string labelled(std::string_view label, const std::string& text, const Style& style) {
  return style.quiet(
      paragraph(printable(std::string(label) + ": " + text), kTalkIndent, text_columns()));
}

std::string clock(std::int64_t local) {
  return plan::local_time(local).substr(11);
}

std::string talk_text(const plan::PlannedTalk& planned, const Style& style) {
  const plan::Talk& talk = planned.talk;
  const std::size_t columns = text_columns();
  std::string out;
  if (planned.walk > 0) {
    out += style.quiet(fmt::format("{:15}({} to walk)", "",
                                   counted(static_cast<std::uint64_t>(planned.walk), "minute"))) +
           "\n";
  }
  const std::string title = paragraph(printable(talk.title), kTalkIndent, columns);
  out += "  " + clock(talk.local_start) + "–" + clock(talk.local_end) + "  " +
         style.bold(title.substr(kTalkIndent, title.size() - kTalkIndent - 1)) + "\n";
  const std::string facts = dotted({format_work_id(talk.id), talk.room, join(talk.speakers, ", "),
                                    fmt::format("score {:.2f}", planned.score)});
  out += paragraph(printable(facts), kTalkIndent, columns);
  if (!planned.why.empty()) {
    out += labelled("why", dotted(planned.why), style);
  }
  for (const plan::ReadBefore& work : planned.reading) {
    out += labelled("read before", format_work_id(work.id) + " " + work.title, style);
  }
  for (const plan::ScoredTalk& other : planned.instead) {
    out += labelled(
        "instead",
        fmt::format("{} {} ({}–{}{}{}, score {:.2f})", format_work_id(other.talk.id),
                    other.talk.title, clock(other.talk.local_start), clock(other.talk.local_end),
                    other.talk.room.empty() ? "" : ", ", other.talk.room, other.score),
        style);
  }
  if (planned.clashes > planned.instead.size()) {
    out += labelled("instead",
                    fmt::format("{} more at this time", planned.clashes - planned.instead.size()),
                    style);
  }
  return out;
}

std::string conference_text(const plan::ConferenceView& view, const Style& style) {
  std::string out = paragraph(
      printable(fmt::format("{}: {} of {} talks for you. Times are those of {}.", view.name,
                            view.chosen.size(), view.talks, view.zone.empty() ? "UTC" : view.zone)),
      0, text_columns());
  std::optional<Day> day;
  for (const plan::PlannedTalk& planned : view.chosen) {
    if (!day || *day != planned.talk.day) {
      day = planned.talk.day;
      out += "\n" + style.bold(format_day(*day)) + "\n";
    }
    out += talk_text(planned, style);
  }
  return out;
}

void write_calendar_file(const plan::ConferenceView& view, const std::string& file) {
  std::ostringstream out;
  plan::write_events(out, plan::calendar_of(view), system_clock().now());
  if (file == "-") {
    Context::print(out.str());
  } else {
    write_file_atomically(file, out.str());
  }
}

plan::Way require_way(const std::string& text) {
  const std::optional<plan::Way> way = plan::parse_way(text);
  if (!way) {
    throw Error(Errc::kUsage, "no way between rooms: " + text, "--between",
                "write it as \"Hall A=Annex:12\", minutes behind the colon");
  }
  return *way;
}

/// The setting with the walking times of a conference, by its own name, however the reader wrote
/// it: "walk 8" and "between A=B:12", a line each.
std::string ways_key(const std::string& name) {
  return "conference.ways." + ascii_lower(name);
}

/// Keeps what the reader says of walking times, so that it need not be said again: a kind in the
/// place of what was kept of it.
void keep_ways(const Context& context, const std::string& name,
               const ConferenceArguments& arguments) {
  if (!arguments.walk && arguments.between.empty()) {
    return;
  }
  std::unique_ptr<library::Library> library;
  try {
    library = context.open_library(library::Library::Mode::kWrite);
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: these walking times are not kept: ") + error.what());
    return;
  }
  std::string text;
  const std::string kept = library::setting(*library, ways_key(name));
  for (const std::string_view line : split(kept, '\n')) {
    if ((line.starts_with("walk ") && !arguments.walk) ||
        (line.starts_with("between ") && arguments.between.empty())) {
      text += std::string(line) + "\n";
    }
  }
  if (arguments.walk) {
    text += fmt::format("walk {}\n", *arguments.walk);
  }
  for (const std::string& way : arguments.between) {
    text += "between " + collapse_spaces(way) + "\n";
  }
  library->begin();
  library::set_setting(*library, ways_key(name), text);
  library->commit_aside();
}

void read_ways(library::Library& library, const std::string& name,
               plan::ConferenceOptions& options) {
  const std::string kept = library::setting(library, ways_key(name));
  for (const std::string_view line : split(kept, '\n')) {
    if (line.starts_with("walk ")) {
      const std::optional<plan::Way> walk = plan::parse_way("a=b:" + std::string(line.substr(5)));
      options.walk = walk ? walk->minutes : options.walk;
    } else if (line.starts_with("between ")) {
      if (std::optional<plan::Way> way = plan::parse_way(line.substr(8))) {
        options.ways.push_back(*std::move(way));
      }
    }
  }
}

int run_conference(const Context& context, const ConferenceArguments& arguments) {
  const std::string name = join(arguments.name, " ");
  plan::ConferenceOptions options;
  constexpr std::size_t kWholeDay = 10;
  options.day = arguments.day.size() == kWholeDay ? parse_day(arguments.day) : std::nullopt;
  if (!options.day && !arguments.day.empty()) {
    throw Error(Errc::kUsage, "not a day: " + arguments.day, "--day", "write it as 2026-11-23");
  }
  options.today = system_clock().today();
  std::vector<plan::Way> said;
  for (const std::string& text : arguments.between) {
    said.push_back(require_way(text));
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  read_ways(*library, plan::load_programme(*library, name).name, options);
  options.walk = arguments.walk.value_or(options.walk);
  if (!arguments.between.empty()) {
    options.ways = said;  // in the place of those kept
  }
  plan::ConferenceView view;
  context.with_index(*library, [&](const search::Index& index) {
    view = plan::plan_conference(*library, index, ingest::judge_of(library->folder()),
                                 plan::load_profile(*library, index), name, options);
  });
  keep_ways(context, view.name, arguments);
  for (const std::string& remark : view.remarks) {
    context.tell("assay: " + printable(remark));
  }
  if (!arguments.ics.empty()) {
    write_calendar_file(view, arguments.ics);
  }
  if (arguments.ics == "-") {
    return 0;
  }
  if (context.json) {
    Context::print_json(plan::to_json(view));
  } else {
    Context::print(conference_text(view, context.style()));
  }
  return 0;
}

}  // namespace

void add_conference(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ConferenceArguments>();
  CLI::App* command = app.add_subcommand("conference", "Which talks of a programme to hear");
  command->footer(
      "\nNAME: the conference's, its short name, or that of its source; without it, the\n"
      "programmes that the library has. Rooms are told by how their names begin:\n"
      "  assay conference \"PyConf 2026\" --between \"Hall=Annex:12\" --ics talks.ics");
  command->add_option("NAME", arguments->name, "A programme that was imported or synced");
  command->add_option("--day", arguments->day, "Only this day, at the place")->type_name("DATE");
  command->add_option("--walk", arguments->walk, "Minutes between rooms; 5 unless given")
      ->check(CLI::Range(0, kLongestWalk))
      ->type_name("N");
  command->add_option("--between", arguments->between, "Minutes between two rooms or buildings")
      ->type_name("A=B:N")
      ->allow_extra_args(false);
  command->add_option("--ics", arguments->ics, "Also as a calendar (iCalendar); - prints it alone")
      ->type_name("FILE");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      return arguments->name.empty() ? list_programmes(context)
                                     : run_conference(context, *arguments);
    };
  });
}

}  // namespace assay::cli
