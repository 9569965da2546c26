#include "base/files.h"
#include "base/text.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/week_text.h"
#include "plan/progress.h"
#include "plan/progress_svg.h"
#include "plan/tracks.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

constexpr std::size_t kMostGapsShown = 5;
constexpr std::size_t kMostStrengthsShown = 6;
constexpr std::size_t kNameColumns = 28;
constexpr std::size_t kProgressIndent = 11;

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return width < columns ? text + std::string(columns - width, ' ') : text;
}

std::string weeks_text(const plan::ProgressView& view, const Style& style) {
  std::string row;
  for (const plan::WeekProgress& week : view.weeks) {
    row += week.kept == plan::WeekKept::kKept   ? "■"
           : week.kept == plan::WeekKept::kSome ? "▪"
                                                : "·";
  }
  std::string out = fmt::format("{:<{}}{} kept, {} in part, of {}", "Weeks", kProgressIndent,
                                view.kept, view.some, view.weeks.size());
  if (view.streak > 1) {
    out += fmt::format(" · at it for {} weeks", view.streak);
  }
  out += "\n";
  for (const std::string& line : wrap(row, text_columns() - kProgressIndent)) {
    out += std::string(kProgressIndent, ' ') + style.accent(line) + "\n";
  }
  return out;
}

std::string hours_text(const plan::ProgressView& view) {
  std::string out = fmt::format("\n{:<{}}{}\n", "Hours", kProgressIndent,
                                plan::duration_words(view.total_minutes()));
  const int most = std::max(1, *std::max_element(view.minutes.begin(), view.minutes.end()));
  for (std::size_t i = 0; i < plan::kTracks.size(); ++i) {
    out += fmt::format("{}{:<13}{:>9}  {}\n", std::string(kProgressIndent, ' '),
                       plan::kTracks.at(i), plan::duration_words(view.minutes.at(i)),
                       bar(static_cast<double>(view.minutes.at(i)) / most, 30));
  }
  return out;
}

std::string area_line(const plan::AreaProgress& area) {
  std::string name = printable(collapse_spaces(area.name));
  if (area.topic) {
    std::replace(name.begin(), name.end(), '_', ' ');
  }
  return fmt::format("{}{} {:<8} {}  {}\n", std::string(kProgressIndent, ' '),
                     padded(ellipsize(name, kNameColumns), kNameColumns), area.standing(),
                     bar(area.strength, 10),
                     counted(static_cast<std::uint64_t>(area.works), "work"));
}

std::string areas_text(const plan::ProgressView& view, const Style& style) {
  std::string strengths;
  std::string gaps;
  std::size_t strong = 0;
  std::size_t weak = 0;
  for (const plan::AreaProgress& area : view.areas) {
    if (!area.gap && area.works > 0 && strong < kMostStrengthsShown) {
      ++strong;
      strengths += area_line(area);
    }
    if (!area.gap || weak >= kMostGapsShown) {
      continue;
    }
    ++weak;
    gaps += area_line(area);
    if (area.next) {
      const std::string time =
          area.next->work ? " (" + plan::duration_words(area.next->minutes) + ")" : "";
      gaps += paragraph("next: " + printable(area.next->title) + time, kProgressIndent + 2,
                        text_columns());
      gaps += std::string(kProgressIndent + 2, ' ') + style.accent(area.next->command) + "\n";
    }
  }
  std::string out;
  if (!strengths.empty()) {
    out += "\nStrengths\n" + strengths;
  }
  if (!gaps.empty()) {
    out += "\nGaps\n" + gaps;
  }
  return out;
}

std::string memory_text(const plan::MemoryProgress& memory) {
  std::string out =
      fmt::format("\n{:<{}}{} due · {} more within 7 days · {} answered so far\n", "Reviews",
                  kProgressIndent, memory.due, memory.soon, counted(memory.answered, "card"));
  if (memory.predicted) {
    out += fmt::format("{}{:.0f} % are known now, by forecast ({:.0f} % is asked for)\n",
                       std::string(kProgressIndent, ' '), 100 * *memory.predicted,
                       100 * memory.retention);
  }
  if (memory.measured && memory.expected) {
    out += fmt::format("{}{:.0f} % of {} answers in {} days were right; forecast {:.0f} %\n",
                       std::string(kProgressIndent, ' '), 100 * *memory.measured, memory.answers,
                       plan::kMeasuredDays, 100 * *memory.expected);
  }
  return out;
}

std::string labs_text(const plan::LabsProgress& labs) {
  if (labs.started + labs.solved == 0) {
    return {};
  }
  return fmt::format("\n{:<{}}{} solved · {} under way · {} to do again\n", "Labs", kProgressIndent,
                     labs.solved, labs.started, labs.due);
}

std::string progress_text(const plan::ProgressView& view, const Style& style) {
  std::string out =
      style.bold("Progress") + fmt::format(" · {} to {} · {} read or done\n\n",
                                           format_week(view.weeks.front().week),
                                           format_week(view.weeks.back().week),
                                           counted(static_cast<std::uint64_t>(view.works), "work"));
  out += weeks_text(view, style) + hours_text(view) + areas_text(view, style) +
         memory_text(view.memory) + labs_text(view.labs);
  if (view.works == 0 && view.memory.answered == 0) {
    out += "\nThe first week begins with `assay week`.\n";
  }
  return out;
}

struct ProgressArguments {
  int weeks = plan::kProgressWeeks;
  std::string svg;
};

int run_progress(const Context& context, const ProgressArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  tell_clock_trouble(context, *library);
  std::optional<plan::ProgressView> view;
  context.with_index(*library, [&](const search::Index& index) {
    view = plan::make_progress(*library, plan::load_profile(*library, index), system_clock().now(),
                               arguments.weeks);
  });
  if (arguments.svg == "-") {
    Context::print(plan::to_svg(*view));
    return 0;
  }
  if (!arguments.svg.empty()) {
    write_file_atomically(arguments.svg, plan::to_svg(*view));
    context.tell("assay: the picture is in " + arguments.svg);
  }
  if (context.json) {
    Context::print_json(plan::to_json(*view));
  } else if (arguments.svg.empty()) {
    Context::print(progress_text(*view, context.style()));
  }
  return 0;
}

}  // namespace

void add_progress(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ProgressArguments>();
  CLI::App* command = app.add_subcommand("progress", "Weeks kept, hours, strengths, gaps, memory");
  command->add_option("--weeks", arguments->weeks, "So many weeks back; 52 unless given")
      ->check(CLI::Range(1, plan::kMostProgressWeeks).description(""));
  command->add_option("--svg", arguments->svg, "Write it as a picture; - to standard output")
      ->type_name("FILE");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_progress(context, *arguments); };
  });
}

}  // namespace assay::cli
