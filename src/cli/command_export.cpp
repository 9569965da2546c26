#include "base/error.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "ingest/exporting.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>

namespace assay::cli {
namespace {

using source::ExportFormat;

struct ExportArguments {
  std::vector<std::string> words;
  ExportFormat format = ExportFormat::kWorks;
  std::string file;
};

/// Replaces a file when everything is written; what stood there stays after a failure.
class ExportFile {
 public:
  explicit ExportFile(std::filesystem::path path)
      : path_(std::move(path)), temporary_(path_.string() + ".part") {
    out_.open(temporary_, std::ios::binary | std::ios::trunc);
    check();
  }
  ExportFile(const ExportFile&) = delete;
  ExportFile& operator=(const ExportFile&) = delete;
  ~ExportFile() {
    if (!finished_) {
      std::error_code ec;
      std::filesystem::remove(temporary_, ec);
    }
  }
  void write(const std::string& text) {
    out_ << text;
    check();
  }
  void finish() {
    out_.close();
    check();
    std::filesystem::rename(temporary_, path_);
    finished_ = true;
  }

 private:
  void check() const {
    if (!out_) {
      throw io_error("cannot write the bibliography", path_.string(), errno);
    }
  }

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::ofstream out_;
  bool finished_ = false;
};

int run_export(const Context& context, const ExportArguments& arguments) {
  const std::string query = join(arguments.words, " ");
  static_cast<void>(search::parse_query(query));
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  std::vector<WorkId> works;
  if (query.empty()) {
    works = ingest::all_works(*library);
  } else {
    context.with_index(
        *library, [&](const search::Index& index) { works = ingest::found_works(index, query); });
  }
  if (arguments.file.empty()) {
    ingest::export_works(*library, works, arguments.format, interrupted(),
                         [](const std::string& text) { Context::print(text); });
    return interrupted() ? errc_exit_status(Errc::kCancelled) : 0;
  }
  ExportFile file(arguments.file);
  const std::uint64_t count =
      ingest::export_works(*library, works, arguments.format, interrupted(),
                           [&file](const std::string& text) { file.write(text); });
  if (interrupted()) {
    return errc_exit_status(Errc::kCancelled);
  }
  file.finish();
  if (context.json) {
    Context::print_json(fmt::format("{{\"exported\":{}}}", count));
  } else {
    context.tell(fmt::format("{} works written to {}", with_commas(count), arguments.file));
  }
  return 0;
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write works as a bibliography");
  command->footer(
      "\nQUERY is as for `assay search`. The formats are those that `assay import` reads:\n"
      "  assay export 'topic:fairness code:yes' --format bibtex -o fairness.bib\n");
  command->add_option("QUERY", arguments->words, "Which works; without it, all");
  command->add_option("--format", arguments->format, "What to write")
      ->transform(choice<ExportFormat>({{"works", ExportFormat::kWorks},
                                        {"bibtex", ExportFormat::kBibtex},
                                        {"ris", ExportFormat::kRis},
                                        {"csl-json", ExportFormat::kCslJson},
                                        {"markdown", ExportFormat::kMarkdown}}))
      ->type_name("works|bibtex|ris|csl-json|markdown");
  command->add_option("-o,--output", arguments->file, "A file instead of standard output")
      ->type_name("FILE");
  command->callback([&context, arguments] {
    for (std::string& word : arguments->words) {
      word = unprotected(word);
    }
    context.run = [&context, arguments] { return run_export(context, *arguments); };
  });
}

}  // namespace assay::cli
