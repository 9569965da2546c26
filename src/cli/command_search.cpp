#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/hits.h"
#include "ingest/finding.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct SearchArguments {
  std::vector<std::string> words;
  std::size_t k = 10;
  std::size_t offset = 0;
  search::Sort sort = search::Sort::kRelevance;
  search::SearchMode mode = search::SearchMode::kBoth;
  bool explain = false;
};

constexpr std::size_t kMostHits = 10000;

std::string hit_text(const ingest::HitView& hit, std::size_t number, const Style& style,
                     bool explain) {
  std::string out = hit_lines(hit, number, style, explain);
  if (!hit.snippet.empty()) {
    const std::size_t columns = text_columns();
    out += paragraph(ellipsize(printable(hit.snippet), 2 * (columns - 6)), 5, columns);
  }
  return out;
}

std::string search_text(const ingest::SearchView& view, const SearchArguments& arguments,
                        const Style& style) {
  if (view.total == 0) {
    return "Nothing found for: " + printable(view.query) +
           (view.did_you_mean.empty()
                ? "\nTry fewer words, a prefix such as quant*, or fewer filters.\n"
                : "\nDid you mean: " + printable(view.did_you_mean) + "\n");
  }
  const std::string near =
      view.near == 0 ? "" : fmt::format(", {} of them by meaning alone", with_commas(view.near));
  std::string out = fmt::format("{} {}{} ({:.1f} ms)\n", with_commas(view.total),
                                view.total == 1 ? "work" : "works", near, view.took_ms);
  if (!view.did_you_mean.empty()) {
    out += "Did you mean: " + printable(view.did_you_mean) + "\n";
  }
  out += "\n";
  std::size_t number = arguments.offset;
  for (const ingest::HitView& hit : view.hits) {
    out += hit_text(hit, ++number, style, arguments.explain) + "\n";
  }
  const auto facet = [](const search::FacetCounts& counts) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < counts.size() && i < 6; ++i) {
      parts.push_back(counts[i].first + " " + with_commas(counts[i].second));
    }
    return dotted(parts);
  };
  for (const auto& [name, counts] :
       {std::pair{"kind ", &view.kinds}, std::pair{"year ", &view.years},
        std::pair{"topic", &view.topics}}) {
    if (!counts->empty()) {
      out +=
          style.quiet(ellipsize(std::string(name) + "  " + facet(*counts), text_columns())) + "\n";
    }
  }
  return out;
}

int run_search(const Context& context, const SearchArguments& arguments) {
  search::Options options;
  options.k = arguments.k;
  options.offset = arguments.offset;
  options.sort = arguments.sort;
  options.mode = arguments.mode;
  const std::string query = join(arguments.words, " ");
  static_cast<void>(
      search::parse_query(query));  // a malformed query is said before anything is opened
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  ingest::SearchView view;
  context.with_index(*library, [&](const search::Index& index) {
    view = ingest::search_works(*library, index, query, options);
  });
  if (!view.warning.empty()) {
    context.tell("assay: " + view.warning);
  }
  if (context.json) {
    Context::print_json(ingest::to_json(view));
    return 0;
  }
  Context::print(search_text(view, arguments, context.style()));
  if (parse_bare_identifier(query) && library->resolve(query)) {
    context.tell("assay: these are works that mention it; the work itself: `assay show " +
                 printable(query) + "`");
  }
  return 0;
}

}  // namespace

void add_search(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SearchArguments>();
  CLI::App* command = app.add_subcommand("search", "Find works by words and filters");
  command->footer(
      "\nQUERY: words, \"phrases\", -not, a OR b, prefix*, and the filters kind: topic:\n"
      "author: org: venue: source: since: until: led:>0.7 code:yes read:no.\n"
      "Quote it for the shell:\n"
      "  assay search '\"mixed precision\" OR int8 -survey since:2020 led:>0.6'\n");
  command->add_option("QUERY", arguments->words, "Words and filters; without any, everything");
  command->add_option("-k", arguments->k, "How many hits")
      ->check(CLI::Range(std::size_t{1}, kMostHits))
      ->type_name("N");
  command->add_option("--offset", arguments->offset, "Hits to leave out first")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, kMostCount).description(""));
  add_order_options(*command, arguments->sort, arguments->mode);
  command->add_flag("--explain", arguments->explain, "Show scores");
  command->callback([&context, arguments] {
    for (std::string& word : arguments->words) {
      word = unprotected(word);
    }
    context.run = [&context, arguments] { return run_search(context, *arguments); };
  });
}

}  // namespace assay::cli
