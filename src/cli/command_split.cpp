#include "base/time.h"
#include "cli/commands.h"
#include "cli/own_change.h"
#include "ingest/dossier.h"
#include "ingest/training.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

int run_split(const Context& context, const std::string& id, const std::string& what) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const ingest::SplitReport report = ingest::split_work(
      *library, ingest::judge_of(library->folder()), id, what, system_clock().now());
  follow_own_change(context, *library);
  if (context.json) {
    Context::print_json(ingest::to_json(report));
    return 0;
  }
  std::string text;
  for (const ingest::RecordView& record : report.records) {
    text += paragraph(printable(fmt::format("{} {} is now {} {}", record.source, record.key,
                                            format_work_id(report.other),
                                            library->load(report.other).work.title)),
                      0, text_columns());
  }
  text += paragraph(fmt::format("{} and {} stay apart, whatever is imported.",
                                format_work_id(report.from), format_work_id(report.other)),
                    0, text_columns());
  Context::print(text);
  return 0;
}

}  // namespace

void add_split(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("split", "Undo a wrong merge, for good");
  command->add_option("ID", *id, "Any identifier of the work")->required();
  command->add_option("RECORD", *what, "What to take out, see below");
  command->footer(
      "RECORD: a record's number as `show` lists it, its key or its source, or an\n"
      "identifier (all records that have it); without, the later one of two.\n");
  command->callback([&context, id, what] {
    context.run = [&context, id, what] { return run_split(context, *id, *what); };
  });
}

}  // namespace assay::cli
