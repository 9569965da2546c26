#include "base/progress.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/sync_report.h"
#include "cli/web.h"
#include "ingest/dossier.h"
#include "ingest/import.h"
#include "ingest/sources.h"
#include "ingest/training.h"
#include "ingest/web.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

namespace assay::cli {
namespace {

struct SyncArguments {
  std::vector<std::string> names;
  std::vector<std::string> restart;
  std::string since;
  std::string every;
  bool dry_run = false;
};

ingest::SyncOptions options_of(const SyncArguments& arguments, ingest::HostMemory& hosts,
                               Progress& progress) {
  ingest::SyncOptions options;
  options.names = arguments.names;
  options.restart = arguments.restart;
  options.since = arguments.since;
  options.hosts = &hosts;
  options.stop = &interrupted();
  options.progress = [&progress](std::uint64_t records) { progress.update(0, records); };
  return options;
}

/// What `assay sync` says when nothing is to be done.
std::string nothing_due(library::Library& library) {
  const library::StoredSource* next = nullptr;
  const std::vector<library::StoredSource> sources = library::list_sources(library);
  for (const library::StoredSource& source : sources) {
    if (!source.setup.paused && (next == nullptr || source.state.next_due < next->state.next_due)) {
      next = &source;
    }
  }
  if (next == nullptr) {
    return "nothing is due: all sources are paused\n";
  }
  return fmt::format("nothing is due before {} ({}); name a source to sync it now\n",
                     short_instant(next->state.next_due), next->setup.name);
}

void require_sources(library::Library& library) {
  if (library::list_sources(library).empty()) {
    throw Error(Errc::kNotFound, "there are no sources yet", "",
                "assay source presets shows some, assay source add makes one");
  }
}

int print_report(const Context& context, library::Library& library,
                 const ingest::SyncReport& report, SyncKind kind) {
  if (report.sources.empty() && !context.json && !report.interrupted) {
    Context::print(nothing_due(library));
    return 0;
  }
  return print_sync_report(context, report, kind);
}

int try_once(const Context& context, const SyncArguments& arguments) {
  const auto library = context.open_library(library::Library::Mode::kRead);
  require_sources(*library);
  ingest::HostMemory hosts(*library);
  const auto client = make_web_client(hosts);
  ingest::SyncReport report;
  {
    Progress progress("sync", 0, stderr_is_terminal() && !context.quiet);
    report = ingest::try_sources(*library, ingest::fetcher_for(*client),
                                 options_of(arguments, hosts, progress));
  }
  return print_report(context, *library, report, SyncKind::kDryRun);
}

int sync_once(const Context& context, const SyncArguments& arguments) {
  const auto library = context.open_library(library::Library::Mode::kWrite);
  require_sources(*library);
  const identify::Judge& judge = ingest::judge_of(library->folder());
  ingest::judge_again(*library, judge);  // before the index is brought up to date
  ingest::link_works_again(*library);
  const auto index = context.open_current_index(*library);
  ingest::HostMemory hosts(*library);
  const auto client = make_web_client(hosts);
  ingest::SyncReport report;
  {
    Progress progress("sync", 0, stderr_is_terminal() && !context.quiet);
    report = ingest::sync_sources(*library, *index, judge, ingest::fetcher_for(*client),
                                  options_of(arguments, hosts, progress));
  }
  if (const std::optional<Error> failure = index->encoder_failure()) {
    context.tell(fmt::format("assay: {} works have no vectors yet: {}",
                             with_commas(index->without_vectors().size()), failure->what()));
  }
  return print_report(context, *library, report, SyncKind::kSync);
}

/// By the clock that nobody sets; false when interrupted.
bool wait_seconds(std::int64_t seconds) {
  constexpr auto kSlice = std::chrono::milliseconds(200);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!interrupted().load()) {
    if (std::chrono::steady_clock::now() >= end) {
      return true;
    }
    std::this_thread::sleep_for(kSlice);
  }
  return false;
}

/// One sync after another until interrupted. The library is free for others in between.
int sync_on_and_on(const Context& context, SyncArguments arguments, std::int64_t every_s) {
  do {
    try {
      sync_once(context, arguments);
    } catch (const Error& error) {
      if (error.code() != Errc::kLocked) {
        throw;
      }
      context.tell(std::string("assay: ") + error.what());  // the next round may find it free
    }
    arguments.restart.clear();  // once is what was meant
  } while (wait_seconds(every_s));
  return errc_exit_status(Errc::kCancelled);
}

int run_sync(const Context& context, SyncArguments arguments) {
  arguments.since = whole_day(arguments.since);
  if (arguments.dry_run) {
    if (!arguments.every.empty()) {
      throw Error(Errc::kUsage, "--dry-run and --every do not go together", "", "leave one out");
    }
    return try_once(context, arguments);
  }
  if (!arguments.every.empty()) {
    return sync_on_and_on(context, arguments, ingest::parse_interval(arguments.every));
  }
  return sync_once(context, arguments);
}

}  // namespace

void add_sync(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SyncArguments>();
  CLI::App* command = app.add_subcommand("sync", "Bring in what is new at your sources");
  command->add_option("NAME", arguments->names, "Only these, due or not; else all that are due");
  command->add_option("--since", arguments->since, "How far back a first sync goes: 2026-11-01")
      ->type_name("D");
  command->add_flag("--dry-run", arguments->dry_run, "Fetch and count; store nothing");
  command->add_option("--every", arguments->every, "Stay, and sync again: 30m, 6h, 1d")
      ->type_name("T");
  command->add_option("--restart", arguments->restart, "Read a source from its beginning again")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_sync(context, *arguments); };
  });
}

}  // namespace assay::cli
