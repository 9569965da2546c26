#include "base/text.h"
#include "cli/commands.h"
#include "ingest/finding.h"
#include "ingest/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::cli {
namespace {

/// A piece of a text that a clue marks.
struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool against = false;
};

/// What of [begin, end) no mark covers yet.
std::vector<Mark> uncovered(const std::vector<Mark>& marks, Mark piece) {
  std::vector<Mark> left = {piece};
  for (const Mark& mark : marks) {
    std::vector<Mark> next;
    for (const Mark& part : left) {
      if (mark.end <= part.begin || mark.begin >= part.end) {
        next.push_back(part);
        continue;
      }
      if (part.begin < mark.begin) {
        next.push_back({part.begin, mark.begin, part.against});
      }
      if (mark.end < part.end) {
        next.push_back({mark.end, part.end, part.against});
      }
    }
    left = std::move(next);
  }
  return left;
}

/// The marks of a field in order: where clues share words, the stronger one has them; an address
/// is marked as a whole, whatever its parts say as words.
std::vector<Mark> stretches(const Verdict& verdict, Field field, std::string_view text) {
  std::vector<const Clue*> clues;
  for (const Clue& clue : verdict.clues) {
    if (clue.field == field) {
      clues.push_back(&clue);
    }
  }
  std::stable_sort(clues.begin(), clues.end(), [](const Clue* a, const Clue* b) {
    return std::abs(a->weight) > std::abs(b->weight);
  });
  std::stable_partition(clues.begin(), clues.end(), [&](const Clue* clue) {
    return text.substr(clue->begin, clue->end - clue->begin).find("://") != std::string_view::npos;
  });
  std::vector<Mark> marks;
  for (const Clue* clue : clues) {
    const std::vector<Mark> left = uncovered(marks, {clue->begin, clue->end, clue->weight < 0});
    marks.insert(marks.end(), left.begin(), left.end());
  }
  std::sort(marks.begin(), marks.end(),
            [](const Mark& a, const Mark& b) { return a.begin < b.begin; });
  return marks;
}

/// Marks of one side with nothing but blanks between or within become one, or none.
std::vector<Mark> joined(const std::vector<Mark>& marks, std::string_view text) {
  const auto blank = [&](std::uint32_t begin, std::uint32_t end) {
    return trim(text.substr(begin, end - begin)).empty();
  };
  std::vector<Mark> out;
  for (const Mark& mark : marks) {
    if (blank(mark.begin, mark.end)) {
      continue;
    }
    if (!out.empty() && out.back().against == mark.against && blank(out.back().end, mark.begin)) {
      out.back().end = mark.end;
    } else {
      out.push_back(mark);
    }
  }
  return out;
}

std::vector<Mark> marks_of(const Verdict& verdict, Field field, std::string_view text) {
  return joined(stretches(verdict, field, text), text);
}

/// Words that speak for it are underlined in green, those against it in yellow; without colour
/// they stand in [brackets] and {braces}.
std::string mark_words(std::string_view words, bool against, const Style& style) {
  std::string shown = printable(words);
  if (trim(shown).empty()) {
    return shown;
  }
  if (!style.color()) {
    const std::size_t from = shown.find_first_not_of(' ');
    const std::size_t to = shown.find_last_not_of(' ') + 1;
    return shown.substr(0, from) + (against ? "{" : "[") + shown.substr(from, to - from) +
           (against ? "}" : "]") + shown.substr(to);
  }
  // Each word by itself, so that a line break does not tear the mark.
  std::vector<std::string> marked;
  for (const std::string_view word : split(shown, ' ')) {
    const std::string line = style.underline(word);
    marked.push_back(against ? style.warning(line) : style.accent(line));
  }
  return join(marked, " ");
}

/// The bytes [from, to) of a field's text with the clues in them marked.
std::string marked(std::string_view text, const std::vector<Mark>& marks, std::size_t from,
                   std::size_t to, const Style& style) {
  std::string out;
  std::size_t pos = from;
  for (const Mark& mark : marks) {
    const std::size_t begin = std::max<std::size_t>(mark.begin, pos);
    const std::size_t end = std::min<std::size_t>(mark.end, to);
    if (begin >= end) {
      continue;
    }
    out += printable(text.substr(pos, begin - pos));
    out += mark_words(text.substr(begin, end - begin), mark.against, style);
    pos = end;
  }
  return out + printable(text.substr(pos, to - pos));
}

std::string marked(std::string_view text, const Verdict& verdict, Field field, const Style& style) {
  return marked(text, marks_of(verdict, field, text), 0, text.size(), style);
}

std::string spoken(ClueType type) {
  std::string name(clue_type_name(type));
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// Everything of one kind that a verdict is the sum of.
struct Part {
  std::string name;
  double sum = 0;
  std::vector<std::string> words;  ///< The strongest, at most two.
};

/// The parts of the sum, the largest first, whichever way.
std::vector<Part> parts_of(const ingest::WhyView& view) {
  constexpr std::size_t kMostWords = 2;
  constexpr std::size_t kWordColumns = 32;
  std::vector<Part> parts(kClueTypeCount + 1);
  for (std::size_t type = 0; type < kClueTypeCount; ++type) {
    parts[type].name = spoken(static_cast<ClueType>(type));
  }
  parts.back().name = "where every work of its kind begins";
  parts.back().sum = view.verdict.base;
  Part& wording = parts[static_cast<std::size_t>(ClueType::kWording)];
  wording.name = "its wording";
  wording.sum = view.verdict.rest;
  for (const Clue& clue : view.verdict.clues) {
    parts[static_cast<std::size_t>(clue.type)].sum += clue.weight;
  }
  for (std::size_t i = 0; i < view.verdict.clues.size(); ++i) {  // the strongest first
    const Clue& clue = view.verdict.clues[i];
    Part& part = parts[static_cast<std::size_t>(clue.type)];
    if ((clue.weight < 0) == (part.sum < 0) && part.words.size() < kMostWords) {
      part.words.push_back(
          "“" + ellipsize(printable(collapse_spaces(view.texts[i])), kWordColumns) + "”");
    }
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return std::abs(a.sum) > std::abs(b.sum); });
  return parts;
}

std::string spoken(const Part& part) {
  return part.words.empty()
             ? fmt::format("{} ({:+.2f})", part.name, part.sum)
             : fmt::format("{} ({}, {:+.2f})", part.name, join(part.words, ", "), part.sum);
}

/// One sentence that says what decided.
std::string decided_by(const ingest::WhyView& view) {
  constexpr double kWorthSaying = 0.3;
  const bool led = view.verdict.developer_led >= 0.5;
  std::vector<std::string> reasons;
  std::string against;
  for (const Part& part : parts_of(view)) {
    const bool agrees = (part.sum > 0) == led;
    if (std::abs(part.sum) < kWorthSaying && !reasons.empty()) {
      break;
    }
    if (agrees && part.sum != 0 && reasons.size() < 2) {
      reasons.push_back(spoken(part));
    } else if (!agrees && against.empty() && !part.words.empty()) {
      against = spoken(part);
    }
  }
  std::string out = led ? "Developer-led" : "More academic than developer-led";
  out += reasons.empty() ? "" : ", decided by " + join(reasons, " and ");
  out += against.empty() ? "" : ", although " + against + " speaks otherwise";
  return out + ".";
}

/// "Without “…”: 0.41"
std::string counterfactual(const ingest::WhyView& view) {
  const auto shown = [](double p) { return fmt::format("{:.2f}", p); };
  if (!view.without || shown(view.without->developer_led) == shown(view.verdict.developer_led)) {
    return "";
  }
  return fmt::format("Without “{}”: {:.2f}.",
                     ellipsize(printable(collapse_spaces(view.without->text)), 120),
                     view.without->developer_led);
}

/// A clue and the other clues of the same words, for one line of the list.
std::string clue_line(const Clue& clue, const std::string& text, const Style& style) {
  const std::string head = fmt::format("  {:+.2f}  {:<23} {:<9} ", clue.weight, spoken(clue.type),
                                       field_name(clue.field));
  const std::string words =
      "“" + ellipsize(printable(collapse_spaces(text)), text_columns() - display_width(head) - 2) +
      "”";
  return head + (clue.weight < 0 ? style.warning(words) : style.accent(words)) + "\n";
}

constexpr std::size_t kMostLines = 10;

/// The strongest clues of one side, and what the others add together.
std::string clue_lines(const ingest::WhyView& view, bool against, const Style& style) {
  std::string out;
  std::size_t lines = 0;
  std::size_t more = 0;
  double sum = 0;
  for (std::size_t i = 0; i < view.verdict.clues.size(); ++i) {
    const Clue& clue = view.verdict.clues[i];
    if ((clue.weight < 0) != against) {
      continue;
    }
    if (lines < kMostLines) {
      out += clue_line(clue, view.texts[i], style);
      ++lines;
    } else {
      ++more;
      sum += clue.weight;
    }
  }
  if (more > 0) {
    out += fmt::format("  {:+.2f}  {} weaker\n", sum, more);
  }
  return out;
}

/// The sentences of a long text that weigh most, in order.
std::string text_passages(const ingest::WhyView& view, const Work& work, const Style& style) {
  constexpr std::size_t kMostPassages = 6;
  std::vector<ingest::Passage> shown = view.passages;
  std::stable_sort(
      shown.begin(), shown.end(),
      [](const ingest::Passage& a, const ingest::Passage& b) { return a.weight > b.weight; });
  shown.resize(std::min(shown.size(), kMostPassages));
  std::sort(shown.begin(), shown.end(),
            [](const ingest::Passage& a, const ingest::Passage& b) { return a.begin < b.begin; });
  const std::vector<Mark> marks = marks_of(view.verdict, Field::kText, work.text);
  std::string out;
  for (const ingest::Passage& passage : shown) {
    out += out.empty() ? "\n" : "";
    out += paragraph(
        "… " + collapse_spaces(marked(work.text, marks, passage.begin, passage.end, style)), 2,
        text_columns());
  }
  return out;
}

/// The short fields that hold clues, one a line.
std::string other_fields(const Verdict& verdict, const Work& work, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    const bool shown_above =
        field == Field::kTitle || field == Field::kAbstract || field == Field::kText;
    if (shown_above) {
      continue;
    }
    const std::string text = field_text(work, field);
    const std::vector<Mark> marks = marks_of(verdict, field, text);
    if (marks.empty()) {
      continue;
    }
    out += out.empty() ? "\n" : "";
    out += paragraph(
        std::string(field_name(field)) + ": " + marked(text, marks, 0, text.size(), style), 2,
        text_columns());
  }
  return out;
}

std::string why_text(const ingest::WhyView& view, const Work& work, const Style& style) {
  const std::size_t columns = text_columns();
  const Verdict& verdict = view.verdict;
  std::string out =
      style.bold(paragraph(marked(work.title, verdict, Field::kTitle, style), 0, columns));
  out += fmt::format("\n  developer-led  {} {:.2f}     research  {} {:.2f}\n\n",
                     bar(verdict.developer_led, 10), verdict.developer_led,
                     bar(verdict.research, 10), verdict.research);
  out += paragraph(decided_by(view), 2, columns);
  if (const std::string without = counterfactual(view); !without.empty()) {
    out += paragraph(without, 2, columns);
  }
  for (const ingest::ReproductionView& reproduction : view.reproductions) {
    out += paragraph(printable(ingest::reproduction_line(reproduction)), 2, columns);
  }
  out += "\n";
  const std::string for_it = clue_lines(view, false, style);
  const std::string against_it = clue_lines(view, true, style);
  out += for_it.empty() ? "" : style.quiet("  for") + "\n" + for_it;
  out += against_it.empty() ? "" : style.quiet("  against") + "\n" + against_it;
  out += style.quiet(fmt::format(
      "  {:+.2f}  where every work of its kind begins, {:+.2f} of words too weak to show\n",
      verdict.base, verdict.rest));
  if (!verdict.topics.empty()) {
    std::vector<std::string> topics;
    for (const TopicScore& score : verdict.topics) {
      topics.push_back(fmt::format("{} {:.2f}", topic_name(score.topic), score.p));
    }
    out += style.quiet("  topics") + "\n" + paragraph(dotted(topics), 2, columns);
  }
  if (!view.reasons.empty()) {
    out += style.quiet("  it matters for") + "\n";
    for (const ingest::ReasonView& reason : view.reasons) {
      out += paragraph(printable(ingest::reason_line(reason)), 2, columns);
    }
  }
  if (!work.abstract.empty()) {
    out += "\n" + paragraph(marked(work.abstract, verdict, Field::kAbstract, style), 2, columns);
  }
  out += text_passages(view, work, style);
  out += other_fields(verdict, work, style);
  const bool two_sides =
      std::any_of(verdict.clues.begin(), verdict.clues.end(), [](const Clue& clue) {
        return clue.weight < 0 && (clue.field == Field::kTitle || clue.field == Field::kAbstract ||
                                   clue.field == Field::kText);
      });
  if (two_sides) {
    out +=
        "\n  " + mark_words("for", false, style) + " " + mark_words("against", true, style) + "\n";
  }
  return out + "\n" + style.quiet("  model " + verdict.model) + "\n";
}

}  // namespace

void add_why(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("why", "Explain a verdict by the very words behind it");
  command->add_option("ID", *id, "Any identifier of a work")->required();
  command->callback([&context, id] {
    context.run = [&context, id] {
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      const WorkId work = ingest::require_work(*library, *id);
      const ingest::WhyView view =
          ingest::explain(*library, ingest::judge_of(library->folder()),
                          ingest::read_taxonomy(Context::taxonomy_file()), work);
      if (context.json) {
        Context::print_json(ingest::to_json(view));
      } else {
        Context::print(why_text(view, library->load(work).work, context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
