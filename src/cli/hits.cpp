#include "cli/hits.h"

#include "base/text.h"
#include "cli/choice.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace assay::cli {
namespace {

/// The title with the query's words emphasised.
std::string marked_title(const ingest::HitView& hit, const Style& style) {
  if (!style.color()) {
    return printable(hit.title);
  }
  std::string out;
  std::size_t pos = 0;
  for (const search::Highlight& highlight : hit.highlights) {
    if (highlight.field != Field::kTitle || highlight.begin < pos) {
      continue;
    }
    out += style.bold(printable(std::string_view(hit.title).substr(pos, highlight.begin - pos)));
    out += "\x1b[1;32m" +
           printable(std::string_view(hit.title).substr(highlight.begin,
                                                        highlight.end - highlight.begin)) +
           "\x1b[0m";
    pos = highlight.end;
  }
  return out + style.bold(printable(std::string_view(hit.title).substr(pos)));
}

}  // namespace

std::string hit_lines(const ingest::HitView& hit, std::size_t number, const Style& style,
                      bool explain) {
  const std::size_t columns = text_columns();
  std::string out = fmt::format("{:>3}  ", number);
  const std::string title = printable(collapse_spaces(hit.title));
  if (display_width(title) + 5 <= columns) {
    out += marked_title(hit, style) + "\n";
  } else {
    const std::string lines = paragraph(title, 5, columns);
    out += style.bold(lines.substr(5, lines.size() - 6)) + "\n";
  }
  std::vector<std::string> facts = {format_work_id(hit.id),
                                    std::string(kind_name(hit.kind)),
                                    hit.year == 0 ? "" : std::to_string(hit.year),
                                    printable(hit.venue),
                                    fmt::format("developer-led {:.2f}", hit.developer_led),
                                    join(hit.topics, ", ")};
  if (explain) {
    facts.push_back(fmt::format("score {:.3f}", hit.score));
  }
  const std::string meta = paragraph(dotted(facts), 5, columns);
  out += style.quiet(meta.substr(0, meta.size() - 1)) + "\n";
  return out;
}

void add_order_options(CLI::App& command, search::Sort& sort, search::SearchMode& mode) {
  command.add_option("--sort", sort, "Order of the hits")
      ->transform(choice<search::Sort>({{"relevance", search::Sort::kRelevance},
                                        {"date", search::Sort::kDate},
                                        {"developer-led", search::Sort::kDeveloperLed}}))
      ->type_name("relevance|date|developer-led");
  command.add_option("--mode", mode, "What relevance goes by")
      ->transform(choice<search::SearchMode>({{"words", search::SearchMode::kWords},
                                              {"meaning", search::SearchMode::kMeaning},
                                              {"both", search::SearchMode::kBoth}}))
      ->type_name("words|meaning|both");
}

}  // namespace assay::cli
