#include "base/text.h"
#include "cli/commands.h"
#include "ingest/finding.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

/// A field's text with the clues in it marked: underlined, or in [brackets] without colour.
std::string marked(const std::string& text, const Verdict& verdict, Field field,
                   const Style& style) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
  for (const Clue& clue : verdict.clues) {
    if (clue.field == field) {
      spans.emplace_back(clue.begin, clue.end);
    }
  }
  std::sort(spans.begin(), spans.end());
  std::string out;
  std::size_t pos = 0;
  for (const auto& [begin, end] : spans) {
    if (begin < pos) {
      continue;  // clues of two types may share words: the first one marks them
    }
    out += printable(std::string_view(text).substr(pos, begin - pos));
    const std::string words = printable(std::string_view(text).substr(begin, end - begin));
    if (style.color()) {
      // Each word by itself, so that a line break does not tear the mark.
      bool first = true;
      for (const std::string_view word : split(words, ' ')) {
        out += (first ? "" : " ") + style.underline(word);
        first = false;
      }
    } else {
      out += "[" + words + "]";
    }
    pos = end;
  }
  return out + printable(std::string_view(text).substr(pos));
}

/// One sentence that says what decided.
std::string decided_by(const ingest::WhyView& view) {
  const Verdict& verdict = view.verdict;
  const bool led = verdict.developer_led >= 0.5;
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < verdict.clues.size() && reasons.size() < 2; ++i) {
    if ((verdict.clues[i].weight > 0) == led) {
      reasons.push_back(fmt::format("{} (“{}”)", clue_type_name(verdict.clues[i].type),
                                    ellipsize(printable(collapse_spaces(view.texts[i])), 40)));
    }
  }
  const std::string what = led ? "Developer-led" : "More academic than developer-led";
  if (reasons.empty()) {
    return what + ": no clue speaks " + (led ? "against it." : "for building or running systems.");
  }
  return what + ", decided by " + join(reasons, " and ") + ".";
}

std::string clue_lines(const ingest::WhyView& view, bool against, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < view.verdict.clues.size(); ++i) {
    const Clue& clue = view.verdict.clues[i];
    if ((clue.weight < 0) != against) {
      continue;
    }
    const std::string head = fmt::format("  {:+.2f}  {:<23} {:<9} ", clue.weight,
                                         clue_type_name(clue.type), field_name(clue.field));
    const std::string words = "“" +
                              ellipsize(printable(collapse_spaces(view.texts[i])),
                                        text_columns() - display_width(head) - 2) +
                              "”";
    out += head + (against ? style.warning(words) : style.accent(words)) + "\n";
  }
  return out;
}

std::string why_text(const ingest::WhyView& view, const Work& work, const Style& style) {
  const std::size_t columns = text_columns();
  const Verdict& verdict = view.verdict;
  std::string out = style.bold(paragraph(printable(view.title), 0, columns));
  out += fmt::format("\n  developer-led  {} {:.2f}     research  {} {:.2f}\n\n",
                     bar(verdict.developer_led, 10), verdict.developer_led,
                     bar(verdict.research, 10), verdict.research);
  out += paragraph(decided_by(view), 2, columns) + "\n";
  const std::string for_it = clue_lines(view, false, style);
  const std::string against_it = clue_lines(view, true, style);
  out += for_it.empty() ? "" : style.quiet("  for") + "\n" + for_it;
  out += against_it.empty() ? "" : style.quiet("  against") + "\n" + against_it;
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
          ingest::explain(*library, identify::default_judge(),
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
