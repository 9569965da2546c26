#include "base/ordered_stage.h"
#include "base/text.h"
#include "cli/commands.h"
#include "ingest/assessing.h"
#include "ingest/import.h"
#include "ingest/reason_views.h"
#include "ingest/training.h"
#include "source/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <variant>

namespace assay::cli {
namespace {

constexpr std::size_t kRecordsPerBatch = 128;
constexpr std::size_t kBatchesInFlight = 16;

struct Judged {
  std::string lines;
  std::uint64_t rejected = 0;
};

using Stretch = std::vector<source::Item>;

std::optional<Stretch> read_stretch(source::Reader& reader) {
  Stretch stretch;
  while (stretch.size() < kRecordsPerBatch && !interrupted().load()) {
    std::optional<source::Item> item = reader.next();
    if (!item) {
      break;
    }
    stretch.push_back(std::move(*item));
  }
  return stretch.empty() ? std::nullopt : std::optional(std::move(stretch));
}

Judged judge_stretch(const Stretch& stretch, const identify::Taxonomy& taxonomy) {
  Judged judged;
  for (const source::Item& item : stretch) {
    judged.lines += ingest::verdict_line(item, identify::default_judge(), taxonomy);
    judged.rejected += std::holds_alternative<source::Rejection>(item) ? 1U : 0U;
  }
  return judged;
}

int run_assess(const Context& context) {
  std::unique_ptr<source::Reader> reader;
  try {
    reader = source::open_reader("-", source::Format::kWorks);
  } catch (const Error& error) {
    if (error.message() == source::kEmptyFile) {
      return 0;  // no works, no verdicts
    }
    throw;
  }
  const identify::Taxonomy taxonomy = ingest::read_taxonomy(Context::taxonomy_file());
  OrderedStage<Stretch, Judged> stage(
      kBatchesInFlight, [&] { return read_stretch(*reader); },
      [&taxonomy](const Stretch& stretch) { return judge_stretch(stretch, taxonomy); });
  std::uint64_t rejected = 0;
  while (const std::optional<Judged> judged = stage.next()) {
    Context::print(judged->lines);
    rejected += judged->rejected;
  }
  if (interrupted().load()) {
    return errc_exit_status(Errc::kCancelled);
  }
  if (rejected > 0) {
    context.tell(fmt::format(
        "assay: {} records could not be read (standard input): see the lines with \"error\"",
        rejected));
    return 4;
  }
  return 0;
}

/// Judges the stored works whose verdict is by other weights than those in use.
int judge_again(const Context& context) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const identify::Judge& judge = ingest::judge_of(library->folder());
  const std::uint64_t judged = ingest::judge_again(*library, judge);
  if (context.json) {
    Context::print_json(
        nlohmann::ordered_json{{"judged", judged}, {"model", judge.model()}}.dump());
  } else {
    Context::print(
        fmt::format("{} works judged again by {}\n", with_commas(judged), judge.model()));
  }
  return 0;
}

}  // namespace

void add_assess(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("assess", "Judge works on standard input, one verdict a line");
  command->footer(
      "\nJSON Lines of the works format, in order; no library is needed or made,\n"
      "but by --again, which reads no input.\n");
  auto again = std::make_shared<bool>(false);
  command->add_flag("--again", *again, "Judge anew what other weights judged");
  command->callback([&context, again] {
    context.run = [&context, again] { return *again ? judge_again(context) : run_assess(context); };
  });
}

}  // namespace assay::cli
