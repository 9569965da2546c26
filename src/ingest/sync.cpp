#include "ingest/sync.h"

#include "ingest/absorb.h"
#include "ingest/index_thread.h"
#include "ingest/page_stream.h"
#include "ingest/rejections.h"
#include "ingest/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

namespace assay::ingest {
namespace {

constexpr std::size_t kRecordsPerIndexBatch = 1024;
constexpr std::size_t kMostRemarks = 20;
constexpr std::size_t kMostTitles = 5;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Clock& clock_of(const SyncOptions& options) {
  return options.clock == nullptr ? system_clock() : *options.clock;
}

/// The sources to be read, made ready: those named, else those due.
std::vector<library::StoredSource> chosen_sources(library::Library& library,
                                                  const SyncOptions& options) {
  std::vector<std::string> names = options.names;
  names.insert(names.end(), options.restart.begin(), options.restart.end());
  for (const std::string& name : names) {
    static_cast<void>(require_source(library, name));
  }
  const std::int64_t now = clock_of(options).now();
  std::vector<library::StoredSource> chosen;
  for (library::StoredSource& source : library::list_sources(library)) {
    if (names.empty() ? !is_due(source, now) : !contains(names, source.setup.name)) {
      continue;
    }
    if (contains(options.restart, source.setup.name)) {
      source.state.cursor.clear();
      source.state.unfinished = false;
    }
    if (!options.since.empty() && source.state.cursor.empty()) {
      source.setup.since = options.since;
    }
    chosen.push_back(std::move(source));
  }
  return chosen;
}

std::vector<Reading> readings_of(const std::vector<library::StoredSource>& sources) {
  std::vector<Reading> readings;
  readings.reserve(sources.size());
  for (const library::StoredSource& source : sources) {
    readings.push_back({spec_of(source.setup), source.state.cursor, source.setup.since});
  }
  return readings;
}

SourceReport begun_report(const library::StoredSource& source, const SyncOptions& options) {
  SourceReport report;
  report.name = source.setup.name;
  report.connector = source.setup.connector;
  if (!options.since.empty() && !source.state.cursor.empty()) {
    report.remarks.push_back("it was begun before, so that --since says nothing; --restart " +
                             report.name + " begins anew");
  }
  return report;
}

void add_remarks(SourceReport& report, const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) {
    if (report.remarks.size() < kMostRemarks && !contains(report.remarks, remark)) {
      report.remarks.push_back(remark);
    }
  }
}

/// Says how many works were left out since the user wants nothing that old.
void tell_left_out(SourceReport& report, const std::string& since) {
  if (report.left_out > 0) {
    report.remarks.push_back(fmt::format("{} older than {} left out", report.left_out, since));
  }
}

/// The writer's side of a sync.
class Sync {
 public:
  Sync(library::Library& library, search::Index& index, const identify::Judge& judge,
       std::vector<library::StoredSource> sources, const SyncOptions& options)
      : library_(library),
        absorber_(library, judge),
        index_thread_(index),
        sources_(std::move(sources)),
        options_(options),
        generation_(index.generation()) {
    for (const library::StoredSource& source : sources_) {
      reports_.push_back(begun_report(source, options));
    }
    rejections_.resize(sources_.size());
  }

  /// False when nothing more is wanted of the source.
  bool take(PageEvent event) {
    if (const auto* end = std::get_if<ReadingEnd>(&event.what)) {
      take_end(event.source, *end);
      return true;
    }
    if (!is_still_followed(event.source)) {
      return false;
    }
    take_page(event.source, std::get<ReadyPage>(event.what));
    return true;
  }

  /// What others wrote while the turn was put down goes into the index with what comes next.
  void see_others() {
    const std::int64_t now = library_.generation();
    if (now != generation_) {
      absorber_.note_changes_since(generation_);
      generation_ = now;
      ++pending_;
    }
  }

  /// Waits for the index.
  std::vector<SourceReport> finish() {
    hand_over();
    {
      const Rest rest(options_.turn);
      index_thread_.close();
    }
    library_.checkpoint();
    return std::move(reports_);
  }

  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

 private:
  void take_page(std::size_t place, ReadyPage& ready) {
    SourceReport& report = reports_[place];
    library::StoredSource& source = sources_[place];
    const std::string& name = source.setup.name;
    const std::int64_t now = clock_of(options_).now();
    library_.begin();
    if (report.pages++ == 0) {
      library::save_source(library_, source.setup, now);  // `since` may be new
      // Lines that were written behind the last page that was stored come again.
      source.state.rejected = source.state.unfinished ? source.state.rejected : 0;
      rejections_[place].emplace(library_.folder() / "rejections", name, name,
                                 static_cast<std::uint64_t>(source.state.rejected));
      report.rejections = rejections_[place]->written();
    }
    bool changed = false;
    for (auto& entry : ready.entries) {
      changed |= take_entry(place, entry);
    }
    for (const std::string& id : ready.page.gone) {
      const bool withdrawn = absorber_.withdraw(name, id, now);
      report.withdrawn += withdrawn ? 1 : 0;
      changed |= withdrawn;
    }
    const std::vector<std::string> added =
        add_proposals(library_, ready.page.sources, source.setup.interval_s, now);
    report.sources.insert(report.sources.end(), added.begin(), added.end());
    add_remarks(report, ready.page.remarks);
    if (!ready.page.ended.empty()) {
      source.setup.paused = true;
      library::save_source(library_, source.setup, now);
      report.error = Error(Errc::kNotFound, ready.page.ended, "",
                           "the source is paused; assay source remove " + name + " forgets it");
    }
    report.left_out += ready.left_out;
    source.state.cursor = ready.page.cursor;
    source.state.unfinished = ready.page.more;
    store_state(source);
    if (changed) {
      generation_ = library_.commit();
      pending_ += ready.entries.size() + ready.page.gone.size();
    } else {
      library_.commit_aside();
    }
    if (pending_ >= kRecordsPerIndexBatch) {
      hand_over();
    }
  }

  /// A source that was removed meanwhile, or leads elsewhere now, gets nothing more; what the user
  /// said of it meanwhile holds.
  bool is_still_followed(std::size_t place) {
    library::SourceSetup& setup = sources_[place].setup;
    const std::optional<library::StoredSource> now = library::find_source(library_, setup.name);
    if (!now) {
      reports_[place].error = Error(Errc::kNotFound, "the source was removed", setup.name,
                                    "what it had brought by then stays");
      return false;
    }
    if (!reads_the_same(now->setup, setup)) {
      reports_[place].error = Error(Errc::kCancelled, "the source was changed while it was read",
                                    setup.name, "the next sync reads it as it is now");
      return false;
    }
    const std::string since = reports_[place].pages == 0 ? setup.since : now->setup.since;
    setup = now->setup;
    setup.since = since;
    return true;
  }

  static bool reads_the_same(const library::SourceSetup& a, const library::SourceSetup& b) {
    return std::tie(a.connector, a.address, a.options) ==
           std::tie(b.connector, b.address, b.options);
  }

  /// Whether the library has changed.
  bool take_entry(std::size_t place, std::variant<Prepared, source::Rejection>& entry) {
    SourceReport& report = reports_[place];
    library::SourceState& state = sources_[place].state;
    ++report.read;
    ++records_;
    if (const auto* rejection = std::get_if<source::Rejection>(&entry)) {
      rejections_[place]->add(*rejection);
      report.rejections = rejections_[place]->written();
      ++report.rejected;
      ++state.rejected;
      return false;
    }
    const Outcome outcome = absorber_.absorb(std::move(std::get<Prepared>(entry)));
    report.added += outcome == Outcome::kAdded ? 1 : 0;
    report.updated += outcome == Outcome::kUpdated ? 1 : 0;
    report.unchanged += outcome == Outcome::kUnchanged ? 1 : 0;
    state.records += outcome == Outcome::kUnchanged ? 0 : 1;
    return outcome != Outcome::kUnchanged;
  }

  void take_end(std::size_t place, const ReadingEnd& end) {
    library::StoredSource& source = sources_[place];
    const auto stored = library::find_source(library_, source.setup.name);
    if (stored && !reads_the_same(stored->setup, source.setup)) {
      return;  // its cursor is not of this place
    }
    library::SourceState& state = source.state;
    const std::int64_t now = clock_of(options_).now();
    tell_left_out(reports_[place], source.setup.since);
    std::optional<Error>& told = reports_[place].error;
    told = told ? told : end.error;
    reports_[place].more = end.more;
    if (end.error) {
      ++state.failures;
      state.error = end.error->what();
      state.last_attempt = now;
      state.next_due = due_after_failure(source, now);
    } else if (!end.more) {
      state.failures = 0;
      state.error = reports_[place].error ? reports_[place].error->what() : "";
      state.last_attempt = now;
      state.last_success = now;
      state.next_due = now + source.setup.interval_s;
    }  // else it was interrupted: it is due as it was
    reports_[place].next_due = state.next_due;
    library_.begin();
    store_state(source);
    library_.commit_aside();
  }

  void store_state(const library::StoredSource& source) {
    library::save_source_state(library_, source.setup.name, source.state);
    if (options_.hosts != nullptr) {
      options_.hosts->write(library_);
    }
  }

  void hand_over() {
    if (pending_ > 0) {
      IndexBatch batch = absorber_.take_changes(generation_);
      pending_ = 0;
      const Rest rest(options_.turn);
      index_thread_.push(std::move(batch));  // may wait for the index
    }
  }

  library::Library& library_;
  Absorber absorber_;
  IndexThread index_thread_;
  std::vector<library::StoredSource> sources_;
  const SyncOptions& options_;
  std::vector<SourceReport> reports_;
  std::vector<std::optional<RejectionFile>> rejections_;
  std::int64_t generation_;  // up to which absorber_ or the index knows all changes
  std::uint64_t records_ = 0;
  std::size_t pending_ = 0;  // records since the index was told
};

std::vector<SourceReport> sync_round(library::Library& library, search::Index& index,
                                     const identify::Judge& judge, const FetcherFor& fetcher_for,
                                     const SyncOptions& options) {
  std::vector<library::StoredSource> sources = chosen_sources(library, options);
  const std::vector<Reading> readings = readings_of(sources);
  Sync sync(library, index, judge, std::move(sources), options);
  PageStream stream(readings, fetcher_for, judge, options);
  while (true) {
    std::optional<PageEvent> event;
    {
      const Rest rest(options.turn);
      event = stream.next();
    }
    sync.see_others();
    if (!event) {
      return sync.finish();
    }
    const std::size_t source = event->source;
    if (!sync.take(std::move(*event))) {
      stream.leave_off(source);
    }
    if (options.progress) {
      options.progress(sync.records());
    }
  }
}

void sort_by_name(std::vector<SourceReport>& reports) {
  std::sort(reports.begin(), reports.end(),
            [](const SourceReport& a, const SourceReport& b) { return a.name < b.name; });
}

/// Counts a record without storing it.
void count(library::Library& library, const std::variant<Prepared, source::Rejection>& entry,
           SourceReport& report) {
  ++report.read;
  const auto* prepared = std::get_if<Prepared>(&entry);
  if (prepared == nullptr) {
    ++report.rejected;
    const std::string reason = "rejected: " + std::get<source::Rejection>(entry).reason;
    add_remarks(report, {reason});
    return;
  }
  if (report.titles.size() < kMostTitles) {
    report.titles.push_back(prepared->incoming.record.work.title);
  }
  const std::optional<library::StoredRecord> stored =
      library.find_record(prepared->incoming.record.source, prepared->incoming.key);
  if (!stored) {
    ++report.added;
  } else if (stored->content_hash == prepared->incoming.content_hash) {
    ++report.unchanged;
  } else {
    ++report.updated;
  }
}

/// The proposed sources to be read next, without those that were removed since.
std::vector<std::string> next_names(library::Library& library,
                                    const std::vector<SourceReport>& reports) {
  std::vector<std::string> names;
  for (const SourceReport& report : reports) {
    std::copy_if(
        report.sources.begin(), report.sources.end(), std::back_inserter(names),
        [&](const std::string& name) { return library::find_source(library, name).has_value(); });
  }
  return names;
}

}  // namespace

SyncReport sync_sources(library::Library& library, search::Index& index,
                        const identify::Judge& judge, const FetcherFor& fetcher_for,
                        const SyncOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  SyncReport report;
  SyncOptions round = options;
  try {
    do {
      std::vector<SourceReport> reports = sync_round(library, index, judge, fetcher_for, round);
      round.names = next_names(library, reports);
      round.restart.clear();
      std::move(reports.begin(), reports.end(), std::back_inserter(report.sources));
      report.interrupted = options.stop != nullptr && options.stop->load();
    } while (!round.names.empty() && !report.interrupted);
  } catch (...) {
    library.rollback();
    throw;
  }
  sort_by_name(report.sources);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

SyncReport try_sources(library::Library& library, const FetcherFor& fetcher_for,
                       const SyncOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<library::StoredSource> sources = chosen_sources(library, options);
  const std::vector<Reading> readings = readings_of(sources);
  SyncReport report;
  for (const library::StoredSource& source : sources) {
    report.sources.push_back(begun_report(source, options));
  }
  PageStream stream(readings, fetcher_for, identify::default_judge(), options);
  std::uint64_t records = 0;
  while (const std::optional<PageEvent> event = stream.next()) {
    SourceReport& one = report.sources[event->source];
    if (const auto* end = std::get_if<ReadingEnd>(&event->what)) {
      tell_left_out(one, sources[event->source].setup.since);
      one.error = end->error ? end->error : one.error;
      one.more = end->more;
      continue;
    }
    const auto& ready = std::get<ReadyPage>(event->what);
    ++one.pages;
    one.left_out += ready.left_out;
    for (const auto& entry : ready.entries) {
      count(library, entry, one);
    }
    for (const std::string& id : ready.page.gone) {
      one.withdrawn += library.find_record(one.name, id) ? 1U : 0U;
    }
    for (const source::SourceSpec& spec : ready.page.sources) {
      one.sources.push_back(spec.name);
    }
    add_remarks(one, ready.page.remarks);
    if (!ready.page.ended.empty()) {
      one.error = Error(Errc::kNotFound, ready.page.ended);
    }
    records += ready.entries.size();
    if (options.progress) {
      options.progress(records);
    }
  }
  sort_by_name(report.sources);
  report.interrupted = options.stop != nullptr && options.stop->load();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace assay::ingest
