#include "base/files.h"
#include "base/time.h"
#include "cli/commands.h"
#include "plan/card_exchange.h"

#include <fmt/format.h>

#include <iostream>
#include <iterator>

namespace assay::cli {
namespace {

constexpr std::size_t kMostFileBytes = std::size_t{64} << 20;
constexpr int kSomeRejected = 4;

int run_export(const Context& context, const std::string& file) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::string text = plan::export_cards(*library);
  if (file.empty() || file == "-") {
    Context::print(text);
    return 0;
  }
  write_file_atomically(file, text);
  const std::size_t count = library::cards(*library).size();
  if (context.json) {
    Context::print_json(fmt::format("{{\"exported\":{}}}", count));
  } else {
    context.tell(fmt::format("{} cards written to {}", count, file));
  }
  return 0;
}

int run_import(const Context& context, const std::string& file) {
  const std::string bytes = file == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                        : read_file(file, kMostFileBytes);
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const plan::CardImport report = plan::import_cards(*library, bytes, system_clock().now());
  if (context.json) {
    Context::print_json(plan::to_json(report));
  } else {
    Context::print(fmt::format("{} cards added, {} updated, {} unchanged, {} rejected\n",
                               report.added, report.updated, report.unchanged,
                               report.rejections.size()));
    constexpr std::size_t kMostShown = 20;
    for (std::size_t i = 0; i < report.rejections.size() && i < kMostShown; ++i) {
      context.tell(
          fmt::format("{}:{}: {}", file, report.rejections[i].line, report.rejections[i].reason));
    }
    if (report.rejections.size() > kMostShown) {
      context.tell(fmt::format("and {} more, see --json", report.rejections.size() - kMostShown));
    }
  }
  return report.rejections.empty() ? 0 : kSomeRejected;
}

}  // namespace

void add_card_exchange(CLI::App& card, Context& context) {
  auto file = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>("anki");
  CLI::App* out = card.add_subcommand("export", "Write all cards as a text file for Anki");
  out->add_option("FILE", *file, "Where to; - or nothing for standard output");
  out->add_option("--format", *format, "anki")->check(CLI::IsMember({"anki"}));
  // Options write into what they are given for as long as they are parsed: `format` is held, too.
  out->callback([&context, file, format] {
    context.run = [&context, file] { return run_export(context, *file); };
  });
  CLI::App* in = card.add_subcommand("import", "Bring in cards from a text file of Anki's");
  in->add_option("FILE", *file, "A text file with tabs, or other separators; - for standard input")
      ->required();
  in->add_option("--format", *format, "anki")->check(CLI::IsMember({"anki"}));
  in->callback([&context, file, format] {
    context.run = [&context, file] { return run_import(context, *file); };
  });
}

}  // namespace assay::cli
