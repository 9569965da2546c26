#include "base/files.h"
#include "base/text.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/hits.h"
#include "ingest/finding.h"

#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <limits>

namespace assay::cli {
namespace {

struct RelatedArguments {
  std::string id;
  std::optional<std::size_t> k;
  std::optional<search::Role> aspect;
  std::string among;
};

constexpr std::size_t kUsualHits = 10;
constexpr std::size_t kMostHits = 10000;
constexpr std::size_t kMostListBytes = std::size_t{64} << 20;

/// The ids in a file, one a line; empty lines and those that begin with "#" are left out.
std::vector<std::string> read_ids(const std::string& path) {
  const std::string text = path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin),
                                                     std::istreambuf_iterator<char>())
                                       : read_file(path, kMostListBytes);
  std::vector<std::string> ids;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view id = trim(line);
    if (!id.empty() && id.front() != '#') {
      ids.emplace_back(id);
    }
  }
  if (ids.empty()) {
    throw Error(Errc::kUsage, "no ids to rank", path, "write one a line");
  }
  return ids;
}

std::string related_text(const ingest::RelatedView& view, const Style& style) {
  const std::size_t columns = text_columns();
  const std::string aspect = view.aspect.empty() ? "" : " by " + view.aspect;
  std::string out =
      paragraph("Related" + aspect + " to " + printable(collapse_spaces(view.title)), 0, columns) +
      "\n";
  if (view.hits.empty()) {
    return out + "Nothing is: the work has no words in common with another one.\n";
  }
  std::size_t number = 0;
  for (const ingest::RelatedHitView& related : view.hits) {
    out += hit_lines(related.hit, ++number, style, false);
    if (!related.shared.empty()) {
      out += paragraph("shares: " + printable(join(related.shared, ", ")), 5, columns);
    }
    if (!related.passage.empty()) {
      out +=
          paragraph(ellipsize(view.aspect + ": " + printable(related.passage), 3 * (columns - 6)),
                    5, columns);
    }
    out += "\n";
  }
  return out;
}

int run_related(const Context& context, const RelatedArguments& arguments) {
  ingest::RelatedOptions options;
  options.aspect = arguments.aspect;
  if (!arguments.among.empty()) {
    options.among = read_ids(arguments.among);
  }
  options.k =
      arguments.k.value_or(options.among ? std::numeric_limits<std::size_t>::max() : kUsualHits);
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  static_cast<void>(ingest::require_work(*library, arguments.id));  // before anything is mended
  ingest::RelatedView view;
  context.with_index(*library, [&](const search::Index& index) {
    view = ingest::find_related(*library, index, ingest::require_work(*library, arguments.id),
                                options);
  });
  if (!view.unknown.empty()) {
    const bool one = view.unknown.size() == 1;
    context.tell(fmt::format("{} not in the library, left out: {}{}",
                             one ? "1 id is" : with_commas(view.unknown.size()) + " ids are",
                             printable(view.unknown.front()), one ? "" : " …"));
  }
  if (context.json) {
    Context::print_json(ingest::to_json(view));
  } else {
    Context::print(related_text(view, context.style()));
  }
  return 0;
}

}  // namespace

void add_related(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<RelatedArguments>();
  CLI::App* command = app.add_subcommand("related", "Find works related to one, or to one part");
  command->footer(
      "\nWith an aspect, works count that share just that part of the abstract: the\n"
      "same problem with another method, the same method for another problem, the\n"
      "same kind of result.\n");
  command->add_option("ID", arguments->id, "Any identifier of a work")->required();
  command->add_option("--aspect", arguments->aspect, "What must be alike; without it, the whole")
      ->transform(choice<search::Role>({{"problem", search::Role::kProblem},
                                        {"method", search::Role::kMethod},
                                        {"result", search::Role::kResult}}))
      ->type_name("problem|method|result");
  command
      ->add_option("--among", arguments->among, "Rank just the ids in FILE, one a line; -: input")
      ->type_name("FILE");
  command->add_option("-k", arguments->k, "How many hits; 10, or all with --among")
      ->check(CLI::Range(std::size_t{1}, kMostHits))
      ->type_name("N");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_related(context, *arguments); };
  });
}

}  // namespace assay::cli
