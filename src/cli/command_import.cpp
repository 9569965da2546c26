#include "base/progress.h"
#include "base/text.h"
#include "cli/commands.h"
#include "ingest/dossier.h"
#include "ingest/import.h"
#include "ingest/training.h"
#include "library/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

struct ImportArguments {
  std::vector<std::string> paths;
  std::string format;
  std::string source;
};

/// Several files as one report.
void add_to(ingest::ImportReport& sum, const ingest::ImportReport& one) {
  sum.read += one.read;
  sum.added += one.added;
  sum.updated += one.updated;
  sum.unchanged += one.unchanged;
  sum.rejected += one.rejected;
  sum.seconds += one.seconds;
  sum.interrupted = sum.interrupted || one.interrupted;
  if (one.rejections) {
    sum.rejections = one.rejections;
  }
}

std::string report_json(const ingest::ImportReport& report, const std::vector<Error>& errors) {
  nlohmann::ordered_json out;
  out["read"] = report.read;
  out["added"] = report.added;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["rejected"] = report.rejected;
  out["rejections"] = report.rejections ? nlohmann::ordered_json(report.rejections->string())
                                        : nlohmann::ordered_json(nullptr);
  out["seconds"] = report.seconds;
  for (const Error& error : errors) {
    out["errors"].push_back(nlohmann::ordered_json::parse(error_json(error))["error"]);
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string report_text(const ingest::ImportReport& report) {
  std::string text =
      fmt::format("{} records in {:.1f} s: {} added, {} updated, {} unchanged",
                  with_commas(report.read), report.seconds, with_commas(report.added),
                  with_commas(report.updated), with_commas(report.unchanged));
  if (report.rejected > 0) {
    text += fmt::format(", {} rejected\nrejected records, with the reason: {}",
                        with_commas(report.rejected),
                        report.rejections ? report.rejections->string() : "");
  }
  if (report.interrupted) {
    text += "\ninterrupted: run it again to read the rest; nothing will be doubled";
  }
  return text + "\n";
}

bool is_address(const std::string& path) {
  return istarts_with(path, "http://") || istarts_with(path, "https://");
}

int run_import(const Context& context, const ImportArguments& arguments) {
  std::optional<source::Format> format;
  if (!arguments.format.empty()) {
    format = source::parse_format(arguments.format);
    if (!format) {
      throw Error(Errc::kUsage, "unknown format '" + arguments.format + "'", "",
                  "choose one of " + source::format_names());
    }
  }
  for (const std::string& path : arguments.paths) {
    if (is_address(path)) {
      throw Error(Errc::kUsage, "addresses cannot be imported yet", path,
                  "download the file and import that");
    }
    if (arguments.paths.size() == 1 && path != "-") {
      source::open_reader(path,
                          format);  // what cannot be opened is said before a library is made for it
    }
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  ingest::link_works_again(*library);
  const std::unique_ptr<search::Index> index = context.open_current_index(*library);
  const identify::Judge& judge = ingest::judge_of(library->folder());
  ingest::judge_again(*library, judge);
  ingest::ImportReport sum;
  std::vector<Error> errors;
  int status = 0;
  for (const std::string& path : arguments.paths) {
    std::error_code ec;
    const std::uintmax_t size = std::filesystem::file_size(path, ec);
    Progress progress(std::filesystem::path(path).filename().string(), ec ? 0 : size,
                      stderr_is_terminal() && !context.quiet);
    ingest::ImportOptions options;
    options.format = format;
    options.source = arguments.source;
    options.stop = &interrupted();
    options.progress = [&](std::uint64_t bytes, std::uint64_t records) {
      progress.update(bytes, records);
    };
    try {
      const ingest::ImportReport report =
          ingest::import_file(*library, *index, judge, path, options);
      add_to(sum, report);
      if (report.cut_off) {
        errors.push_back(*report.cut_off);
      }
    } catch (const Error& error) {
      if (arguments.paths.size() == 1) {
        throw;
      }
      errors.push_back(error);  // the other files still come in
      status = status != 0 ? status : errc_exit_status(error.code());
    }
    if (sum.interrupted) {
      break;
    }
  }
  if (const std::optional<Error> failure = index->encoder_failure()) {
    context.tell(fmt::format("assay: {} works have no vectors yet: {}",
                             with_commas(index->without_vectors().size()), failure->what()));
  }
  if (context.json) {
    Context::print_json(report_json(sum, errors));
  } else {
    Context::print(report_text(sum));
  }
  for (const Error& error : errors) {
    std::fprintf(stderr, "assay: %s\n", error.what());
  }
  if (sum.interrupted) {
    return errc_exit_status(Errc::kCancelled);
  }
  if (status != 0) {
    return status;
  }
  return sum.rejected > 0 ? 4 : 0;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand("import", "Bring records into the library");
  command
      ->add_option("PATH", arguments->paths, "Files, also .gz .xz .zst .bz2; - is standard input")
      ->required();
  std::string formats = "\n";
  for (const std::string& line : wrap("Formats: " + source::format_names(), 78)) {
    formats += line + "\n";
  }
  command->footer(formats);
  command->add_option("--format", arguments->format, "Else it is recognised by content")
      ->type_name("F");
  command->add_option("--source", arguments->source, "Name of the source, kept with each record")
      ->type_name("NAME");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_import(context, *arguments); };
  });
}

}  // namespace assay::cli
