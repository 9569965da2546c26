#include "base/instant.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/week_text.h"
#include "library/weeks.h"
#include "plan/days_off.h"
#include "plan/roadmap.h"
#include "plan/tracks.h"
#include "source/ical_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace assay::cli {
namespace {

constexpr std::size_t kRoadmapIndent = 8;
constexpr std::size_t kDaysAWeek = 7;

struct RoadmapArguments {
  std::vector<std::string> topic;
  std::optional<int> weeks;
  std::string hours;
  bool again = false;
  bool forget = false;
  bool done = false;
  bool undo = false;
  bool ics = false;
};

std::string shown_topic(const plan::Roadmap& roadmap) {
  std::string name = printable(roadmap.topic);
  if (!roadmap.words) {
    std::replace(name.begin(), name.end(), '_', ' ');
  }
  return name;
}

std::string step_text(const plan::RoadmapStep& step, const Style& style) {
  const std::size_t columns = text_columns();
  std::string out;
  const std::string time = plan::duration_words(step.minutes);
  const std::vector<std::string> title =
      wrap(printable(step.title), columns - kRoadmapIndent - 2 - display_width(time));
  for (std::size_t i = 0; i < title.size(); ++i) {
    out += i == 0 ? fmt::format("{:>2} {} ", step.n, box(step.state)) + " "
                  : std::string(kRoadmapIndent, ' ');
    out += style.bold(title[i]);
    if (i == 0) {
      const std::size_t used = kRoadmapIndent + display_width(title[i]) + display_width(time);
      out += std::string(columns > used ? columns - used : 1, ' ') + style.quiet(time);
    }
    out += "\n";
  }
  std::vector<std::string> facts = {step.track};
  facts.insert(facts.end(), step.why.begin(), step.why.end());
  out += paragraph(printable(dotted(facts)), kRoadmapIndent, columns);
  if (step.parts.size() > 1) {
    std::string parts = "in parts:";
    for (const plan::RoadmapPart& part : step.parts) {
      parts += fmt::format(" {} {}", part.week, plan::duration_words(part.minutes));
    }
    out += paragraph(parts, kRoadmapIndent, columns);
  }
  return out + std::string(kRoadmapIndent, ' ') + style.accent(step.command) + "\n";
}

std::string roadmap_text(const plan::Roadmap& roadmap, const Style& style) {
  int minutes = 0;
  std::map<std::string, int> of_week;
  for (const plan::RoadmapStep& step : roadmap.steps) {
    minutes += step.minutes;
    for (const plan::RoadmapPart& part : step.parts) {
      of_week[part.week] += part.minutes;
    }
  }
  std::string out;
  for (const std::string& line : wrap("Roadmap: " + shown_topic(roadmap), text_columns())) {
    out += style.bold(line) + "\n";
  }
  if (roadmap.steps.empty() && roadmap.shortest > 0) {
    return out + "\n" +
           paragraph(fmt::format("Too few hours: its shortest step takes {}, and the {} of {:g} h "
                                 "a week. Give more with --weeks or --hours.",
                                 plan::duration_words(roadmap.shortest),
                                 counted(static_cast<std::uint64_t>(roadmap.weeks), "week") +
                                     (roadmap.weeks == 1 ? " is" : " are"),
                                 roadmap.hours),
                     0, text_columns());
  }
  if (roadmap.steps.empty()) {
    return out +
           "\nNothing new on it is in the library. Look with `assay search`, or bring more in\n"
           "with `assay source presets` and `assay import`.\n";
  }
  out +=
      paragraph(fmt::format("{} in {} · {} in all, at most {:g} h a week · level {}",
                            counted(roadmap.steps.size(), "step"), counted(of_week.size(), "week"),
                            plan::duration_words(minutes), roadmap.hours, roadmap.level),
                0, text_columns());
  std::string week;
  for (const plan::RoadmapStep& step : roadmap.steps) {
    if (step.parts.front().week != week) {
      week = step.parts.front().week;
      out += fmt::format("\n{} · from {} · {}\n", style.underline(week),
                         format_day(monday_of(*parse_week(week))),
                         plan::duration_words(of_week[week]));
    }
    if (step.goal) {
      out += style.bold("   Goal") + "\n";
    }
    out += step_text(step, style);
  }
  return out;
}

std::string list_text(const std::vector<plan::Roadmap>& roadmaps) {
  if (roadmaps.empty()) {
    return "No roadmap is kept. Make one with `assay roadmap TOPIC --weeks 8`.\n";
  }
  std::string out;
  for (const plan::Roadmap& roadmap : roadmaps) {
    if (roadmap.damaged) {
      out += paragraph(shown_topic(roadmap) + " · damaged: make it anew with --again", 0,
                       text_columns());
      continue;
    }
    const auto done = std::count_if(
        roadmap.steps.begin(), roadmap.steps.end(),
        [](const plan::RoadmapStep& step) { return step.state == library::ItemState::kDone; });
    out +=
        paragraph(fmt::format("{} · {} of {} steps done · {} weeks from {}", shown_topic(roadmap),
                              done, roadmap.steps.size(), roadmap.weeks, roadmap.from),
                  0, text_columns());
  }
  return out;
}

/// A whole day for each part of a step, on the reader's days that are not off and not before the
/// roadmap was made, in the order of the steps.
void write_ics(std::ostream& out, const plan::Roadmap& roadmap, const std::vector<int>& days,
               const std::vector<library::DaysOff>& off) {
  const Day made = parse_day(roadmap.made).value_or(Day{0});
  std::map<std::string, std::size_t> parts;
  for (const plan::RoadmapStep& step : roadmap.steps) {
    for (const plan::RoadmapPart& part : step.parts) {
      ++parts[part.week];
    }
  }
  std::map<std::string, std::vector<Day>> days_of;
  for (const auto& [name, count] : parts) {
    const Week week = *parse_week(name);
    for (const std::vector<int>& wanted : {days, std::vector<int>{}}) {
      for (const Day day : plan::days_of_week(week, wanted, off).free) {
        if (day >= made && days_of[name].size() < kDaysAWeek) {
          days_of[name].push_back(day);
        }
      }
      if (!days_of[name].empty()) {
        break;
      }
    }
    if (days_of[name].empty()) {
      days_of[name].push_back(Day{monday_of(week).since_epoch + 6});
    }
  }
  std::map<std::string, std::size_t> placed;
  std::vector<source::CalendarEvent> events;
  for (const plan::RoadmapStep& step : roadmap.steps) {
    for (std::size_t i = 0; i < step.parts.size(); ++i) {
      const plan::RoadmapPart& part = step.parts[i];
      const std::vector<Day>& on = days_of[part.week];
      const Day day = on[placed[part.week]++ * on.size() / parts[part.week]];
      source::CalendarEvent& event = events.emplace_back();
      event.uid = fmt::format("roadmap-{:016x}-{}-{}@assay", hash64(roadmap.topic + roadmap.made),
                              step.n, i + 1);
      event.title = step.title;
      event.description =
          fmt::format("{} · {}\n{}\n{}", step.track, plan::duration_words(part.minutes),
                      dotted(step.why), step.command);
      event.start = midnight_of(day);
      event.end = event.start + kDaySeconds;
      event.whole_day = true;
    }
  }
  source::write_calendar(out, events, system_clock().now());
}

/// Keeps what was just made; while another process writes it is shown all the same.
void keep(const Context& context, plan::Roadmap& roadmap) {
  try {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    plan::keep_roadmap(*library, roadmap, system_clock().now());
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: this roadmap is not kept yet: ") + error.what());
  }
}

void show(const Context& context, library::Library& library, const plan::Roadmap& roadmap,
          bool ics) {
  if (ics) {
    std::ostringstream out;
    write_ics(out, roadmap, plan::load_settings(library).days, library::days_off(library));
    Context::print(out.str());
  } else if (context.json) {
    Context::print_json(plan::to_json(roadmap));
  } else {
    Context::print(roadmap_text(roadmap, context.style()));
  }
}

int list_all(const Context& context) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::vector<plan::Roadmap> roadmaps = plan::kept_roadmaps(*library);
  if (context.json) {
    Context::print_json(plan::to_json(roadmaps));
  } else {
    Context::print(list_text(roadmaps));
  }
  return 0;
}

int forget(const Context& context, const std::string& topic) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  if (!plan::forget_roadmap(*library, topic, system_clock().now())) {
    throw Error(Errc::kNotFound, "no roadmap on '" + topic + "' is kept", "",
                "see `assay roadmap`");
  }
  if (context.json) {
    Context::print_json(plan::to_json(plan::kept_roadmaps(*library)));
  } else {
    Context::print("forgotten\n");
  }
  return 0;
}

int finish(const Context& context, const std::string& topic, bool done, bool ics) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  show(context, *library, plan::finish_goal(*library, topic, done, system_clock().now()), ics);
  return 0;
}

int run_roadmap(const Context& context, const RoadmapArguments& arguments) {
  if (arguments.topic.empty()) {
    return list_all(context);
  }
  const std::string topic = plan::roadmap_topic(join(arguments.topic, " "));
  plan::RoadmapOptions options;
  options.today = system_clock().today();
  options.weeks = arguments.weeks.value_or(plan::kRoadmapWeeks);
  if (!arguments.hours.empty()) {
    options.hours = plan::parse_hours(arguments.hours);
  }
  if (arguments.forget) {
    return forget(context, topic);
  }
  if (arguments.done || arguments.undo) {
    return finish(context, topic, !arguments.undo, arguments.ics);
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  tell_clock_trouble(context, *library);
  if (!arguments.again) {
    if (const std::optional<plan::Roadmap> kept = plan::find_roadmap(*library, topic)) {
      if ((arguments.weeks && *arguments.weeks != kept->weeks) ||
          (options.hours && *options.hours != kept->hours)) {
        context.tell("assay: this one is kept; make it anew with --again");
      }
      show(context, *library, *kept, arguments.ics);
      return 0;
    }
  }
  plan::Roadmap made;
  context.with_index(*library, [&](const search::Index& index) {
    made = plan::make_roadmap(*library, index, plan::load_profile(*library, index), topic, options);
  });
  if (!made.steps.empty()) {  // an empty one would stay empty when works come in
    keep(context, made);
  }
  show(context, *library, made, arguments.ics);
  return 0;
}

}  // namespace

void add_roadmap(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<RoadmapArguments>();
  CLI::App* command = app.add_subcommand("roadmap", "A way into a topic over weeks, up to a goal");
  command->footer(
      "TOPIC is one of the ten topics, such as fairness, or any words. A roadmap is\n"
      "kept and stays as it is; without TOPIC those that are kept are listed.");
  command->add_option("TOPIC", arguments->topic, "A topic, or words as in a query");
  command->add_option("--weeks", arguments->weeks, "In so many weeks; 8 unless given")
      ->check(CLI::Range(1, plan::kMostRoadmapWeeks).description(""));
  command->add_option("--hours", arguments->hours, "So many a week; yours unless given")
      ->type_name("H");
  command->add_flag("--again", arguments->again, "Make it anew from what you have not seen");
  command->add_flag("--done", arguments->done, "Its goal, a page to write, is written");
  command->add_flag("--undo", arguments->undo, "It is not");
  command->add_flag("--forget", arguments->forget, "Do not keep it any longer");
  command->add_flag("--ics", arguments->ics, "As a calendar (iCalendar) for other programs");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_roadmap(context, *arguments); };
  });
}

}  // namespace assay::cli
