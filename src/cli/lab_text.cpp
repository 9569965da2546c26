#include "cli/lab_text.h"

#include "base/text.h"
#include "base/time.h"
#include "cli/lab_picture.h"
#include "practice/labs/folder.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

constexpr std::size_t kLabIndent = 8;
constexpr std::size_t kLabelWidth = 10;

plan::LabMemory memory_of(const LabMemories& memories, const std::string& lab) {
  const auto found = memories.find(lab);
  return found == memories.end() ? plan::LabMemory() : found->second;
}

const char* mark_of(plan::LabStanding standing) {
  switch (standing) {
    case plan::LabStanding::kStarted:
      return "[~]";
    case plan::LabStanding::kSolved:
      return "[x]";
    case plan::LabStanding::kDue:
      return "[!]";
    case plan::LabStanding::kNew:
      break;
  }
  return "[ ]";
}

/// "x = [[1, 2]]" with a label before it, all lines in one column.
std::string labelled(const std::string& label, const std::string& text, std::size_t columns) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    out += paragraph(printable(line), kLabIndent + kLabelWidth, columns);
  }
  if (out.size() > kLabIndent + kLabelWidth) {
    out.replace(kLabIndent, label.size(), label);  // spaces stood there
  }
  return out;
}

}  // namespace

std::string lab_list_text(const practice::Catalogue& catalogue, const LabMemories& memories,
                          const Style& style) {
  std::string out;
  int solved = 0;
  for (const practice::Lab& lab : catalogue.labs()) {
    const plan::LabMemory memory = memory_of(memories, lab.name);
    solved += memory.solved > 0 ? 1 : 0;
    out += fmt::format("{} {} {}\n", mark_of(memory.standing),
                       style.bold(fmt::format("{:<24}", lab.name)),
                       ellipsize(fmt::format("{} · {} min", lab.title, lab.minutes), 50));
    if (!lab.requires_labs.empty()) {
      out += style.quiet(paragraph("after " + join(lab.requires_labs, ", "), 29, text_columns()));
    }
  }
  return fmt::format("Labs: {} of {} solved\n\n", solved, catalogue.labs().size()) + out +
         "\n[~] started  [x] solved  [!] due again\n";
}

std::string lab_list_json(const practice::Catalogue& catalogue, const LabMemories& memories) {
  std::map<std::string, practice::LabState> states;
  for (const auto& [lab, memory] : memories) {
    states[lab] = {std::string(plan::lab_standing_name(memory.standing)), memory.attempts,
                   memory.hints, memory.solved, memory.due};
  }
  return practice::lab_list_json(catalogue, states);
}

std::string lab_report_text(const practice::LabReport& report, const std::string& language,
                            const Style& style) {
  const std::size_t columns = text_columns();
  std::string out =
      style.bold(report.lab) + "  " +
      style.quiet(dotted({language, report.variant == "plain" ? "" : report.variant})) + "\n\n";
  bool told = false;
  for (const practice::CheckResult& one : report.checks) {
    out += fmt::format("  {}  {}\n", one.passed ? style.accent("ok   ") : style.warning("fails"),
                       printable(one.name));
    if (one.passed) {
      out += one.message.empty() ? "" : paragraph(printable(one.message), kLabIndent + 1, columns);
      continue;
    }
    if (told) {
      continue;  // one thing at a time
    }
    told = true;
    for (const std::string_view line : split(one.message, '\n')) {
      out += paragraph(printable(line), kLabIndent, columns);
    }
    out += one.input.empty() ? "" : labelled("with", one.input, columns);
    out += one.expected.empty() ? "" : labelled("expected", one.expected, columns);
    out += one.got.empty() ? "" : labelled("got", one.got, columns);
    out += one.plot ? "\n" + plot_text(*one.plot, kLabIndent) : "";
  }
  if (!report.printed.empty()) {
    out += "\n  your program printed:\n";
    std::size_t lines = 0;
    for (const std::string_view line : split(report.printed, '\n')) {
      if (++lines > 10) {
        out += "    …\n";
        break;
      }
      out += line.empty() ? "" : paragraph(printable(line), 4, columns);
    }
  }
  return out;
}

const practice::Lab* next_lab(const practice::Catalogue& catalogue, const LabMemories& memories) {
  plan::LabConfusions confusions;
  LabMemories known;
  for (const practice::Lab& lab : catalogue.labs()) {
    confusions[lab.name] = lab.confused;
    if (const auto found = memories.find(lab.name); found != memories.end()) {
      known.insert(*found);
    }
  }
  const auto back = plan::labs_coming_back(known, confusions, system_clock().now());
  if (!back.empty()) {
    return &catalogue.require(back.front());
  }
  for (const practice::Lab& lab : catalogue.labs()) {
    if (memory_of(memories, lab.name).standing == plan::LabStanding::kNew &&
        std::all_of(lab.requires_labs.begin(), lab.requires_labs.end(),
                    [&](const std::string& one) { return memory_of(memories, one).solved > 0; })) {
      return &lab;
    }
  }
  return nullptr;
}

}  // namespace assay::cli
