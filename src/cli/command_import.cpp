#include "base/files.h"
#include "base/progress.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/web.h"
#include "ingest/dossier.h"
#include "ingest/import.h"
#include "ingest/sources.h"
#include "ingest/training.h"
#include "source/opml.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

namespace assay::cli {
namespace {

constexpr std::string_view kOpml = "opml";

struct ImportArguments {
  std::vector<std::string> paths;
  std::string format;
  std::string source;
};

/// Several files as one report.
struct Sum : ingest::ImportReport {
  std::vector<std::string> lists;  ///< Of rejected records, one a file that has any.
};

void add_to(Sum& sum, const ingest::ImportReport& one) {
  sum.read += one.read;
  sum.added += one.added;
  sum.updated += one.updated;
  sum.unchanged += one.unchanged;
  sum.rejected += one.rejected;
  sum.seconds += one.seconds;
  sum.interrupted = sum.interrupted || one.interrupted;
  if (one.rejections) {
    sum.lists.push_back(one.rejections->string());
  }
}

/// `sources`: names of those that were added; null when no list of feeds was among the files.
std::string report_json(const Sum& report, const std::vector<Error>& errors,
                        const std::vector<std::string>* sources) {
  nlohmann::ordered_json out;
  out["read"] = report.read;
  out["added"] = report.added;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["rejected"] = report.rejected;
  out["rejections"] = report.lists.empty() ? nlohmann::ordered_json(nullptr)
                                           : nlohmann::ordered_json(report.lists.front());
  if (report.lists.size() > 1) {
    out["rejection_lists"] = report.lists;
  }
  out["seconds"] = report.seconds;
  if (sources != nullptr) {
    out["sources"] = *sources;
  }
  for (const Error& error : errors) {
    out["errors"].push_back(nlohmann::ordered_json::parse(error_json(error))["error"]);
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string report_text(const Sum& report) {
  std::string text =
      fmt::format("{} records in {:.1f} s: {} added, {} updated, {} unchanged",
                  with_commas(report.read), report.seconds, with_commas(report.added),
                  with_commas(report.updated), with_commas(report.unchanged));
  if (report.rejected > 0) {
    text += fmt::format(", {} rejected\nrejected records, with the reason: {}",
                        with_commas(report.rejected), join(report.lists, "\n  "));
  }
  if (report.interrupted) {
    text += "\ninterrupted: run it again to read the rest; nothing will be doubled";
  }
  return text + "\n";
}

std::string sources_text(const std::vector<std::string>& sources) {
  return sources.empty()
             ? "no sources added: they are all known\n"
             : fmt::format("{} source{} added; assay sync reads {}\n", with_commas(sources.size()),
                           sources.size() == 1 ? "" : "s", sources.size() == 1 ? "it" : "them");
}

bool is_address(const std::string& path) {
  return istarts_with(path, "http://") || istarts_with(path, "https://");
}

/// Brings what lies at an address into `folder`.
std::filesystem::path fetched(const std::string& url, const std::filesystem::path& folder,
                              library::Library& library) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 30U;
  std::string name = url.substr(0, url.find_first_of("?#"));
  name = name.substr(name.find_last_of('/') + 1);
  std::filesystem::path target = folder / (name.empty() ? "download" : name);
  ingest::HostMemory hosts(library);
  const std::unique_ptr<source::WebClient> client = make_web_client(hosts);
  source::Request request;
  request.url = url;
  request.most_bytes = kMostBytes;
  const source::Response response = client->for_source(url)->download(request, target);
  library.begin();
  hosts.write(library);
  library.commit_aside();
  if (response.status / 100 != 2) {
    throw Error(Errc::kNotFound, "there is nothing at this address", url, "check it in a browser");
  }
  return target;
}

/// "opml" is a format that adds sources instead of works.
bool is_list_of_feeds(const ImportArguments& arguments, const std::filesystem::path& path) {
  constexpr std::size_t kHeadBytes = 4096;
  if (!arguments.format.empty() || path == "-") {
    return arguments.format == kOpml;
  }
  std::ifstream in(path, std::ios::binary);
  std::string head(kHeadBytes, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return source::is_opml(head);
}

/// The feeds that the file names become sources; gives their names.
std::vector<std::string> add_feeds(const std::filesystem::path& path, library::Library& library) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  constexpr std::int64_t kDay = 86'400;
  const source::OpmlSources list =
      source::read_opml(path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                    : read_file(path, kMostBytes));
  library.begin();
  std::vector<std::string> added =
      ingest::add_proposals(library, list.sources, kDay, system_clock().now());
  library.commit_aside();
  return added;
}

std::optional<source::Format> format_of(const ImportArguments& arguments) {
  if (arguments.format.empty() || arguments.format == kOpml) {
    return std::nullopt;
  }
  const std::optional<source::Format> format = source::parse_format(arguments.format);
  if (!format) {
    throw Error(Errc::kUsage, "unknown format '" + arguments.format + "'", "",
                "choose one of " + source::format_names() + ", opml");
  }
  return format;
}

ingest::ImportReport import_one(const Context& context, const ImportArguments& arguments,
                                const std::string& given, const std::filesystem::path& path,
                                library::Library& library, search::Index& index,
                                const identify::Judge& judge) {
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(path, ec);
  Progress progress(path.filename().string(), ec ? 0 : size,
                    stderr_is_terminal() && !context.quiet);
  ingest::ImportOptions options;
  options.format = format_of(arguments);
  options.input = given;
  options.source = arguments.source;
  options.stop = &interrupted();
  options.progress = [&](std::uint64_t bytes, std::uint64_t records) {
    progress.update(bytes, records);
  };
  return ingest::import_file(library, index, judge, path, options);
}

int run_import(const Context& context, const ImportArguments& arguments) {
  const std::optional<source::Format> format = format_of(arguments);
  if (const std::string& path = arguments.paths.front(); arguments.paths.size() == 1 &&
                                                         path != "-" && !is_address(path) &&
                                                         !is_list_of_feeds(arguments, path)) {
    source::open_reader(path,
                        format);  // what cannot be opened is said before a library is made for it
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  ingest::link_works_again(*library);
  const identify::Judge& judge = ingest::judge_of(library->folder());
  ingest::judge_again(*library, judge);  // before the index is brought up to date
  const std::unique_ptr<search::Index> index = context.open_current_index(*library);
  Sum sum;
  std::vector<Error> errors;
  int status = 0;
  bool lists = false;  // there were lists of feeds
  std::vector<std::string> sources;
  const TempDir downloads;
  for (const std::string& given : arguments.paths) {
    try {
      const std::filesystem::path path = is_address(given)
                                             ? fetched(given, downloads.path(), *library)
                                             : std::filesystem::path(given);
      if (is_list_of_feeds(arguments, path)) {
        const std::vector<std::string> added = add_feeds(path, *library);
        sources.insert(sources.end(), added.begin(), added.end());
        lists = true;
        continue;
      }
      const ingest::ImportReport report =
          import_one(context, arguments, given, path, *library, *index, judge);
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
    Context::print_json(report_json(sum, errors, lists ? &sources : nullptr));
  } else {
    Context::print(report_text(sum) + (lists ? sources_text(sources) : std::string()));
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
  command->add_option("PATH", arguments->paths, "Files, addresses; .gz .xz .zst .bz2 too; - stdin")
      ->required();
  std::string formats = "\n";
  for (const std::string& line :
       wrap("Formats: " + source::format_names() + ", opml (adds sources)", 78)) {
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
