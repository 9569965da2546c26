#include "ingest/import.h"

#include "base/ordered_stage.h"
#include "base/text.h"
#include "ingest/absorb.h"
#include "ingest/artefact_check.h"
#include "ingest/index_thread.h"
#include "ingest/rejections.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

namespace assay::ingest {
namespace {

constexpr std::size_t kRecordsPerBatch = 256;
constexpr std::size_t kBatchesInFlight = 12;
constexpr std::size_t kRecordsPerCommit = 4096;
/// Of their texts: a few long records weigh as much as many short ones.
constexpr std::size_t kBytesPerBatch = std::size_t{2} << 20U;
constexpr std::size_t kBytesPerCommit = std::size_t{32} << 20U;

using source::Item;
using source::Rejection;

/// Some records of the file as they were read, and how far the file was read by then.
struct Stretch {
  std::vector<Item> items;
  std::size_t text_bytes = 0;
  std::uint64_t bytes_read = 0;
};

/// The same, judged.
struct Batch {
  std::vector<std::variant<Prepared, Rejection>> entries;
  std::uint64_t bytes_read = 0;
};

/// Files of one name in two folders have a list each.
std::string rejections_name(const std::string& input) {
  if (input == "-") {
    return "standard-input";
  }
  const std::size_t slash = input.find_last_of('/');
  std::error_code ec;
  const std::filesystem::path whole = std::filesystem::absolute(input, ec).lexically_normal();
  return fmt::format("{}-{:08x}", input.substr(slash == std::string::npos ? 0 : slash + 1),
                     hash64(whole.string()) >> 32U);
}

/// Up to kRecordsPerBatch items, fewer of long texts; nullopt at the end of the file or when asked
/// to stop.
std::optional<Stretch> read_stretch(source::Reader& reader, const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load()) {
    return std::nullopt;
  }
  Stretch stretch;
  stretch.items.reserve(kRecordsPerBatch);
  while (stretch.items.size() < kRecordsPerBatch && stretch.text_bytes < kBytesPerBatch) {
    std::optional<Item> item = reader.next();
    if (!item) {
      break;
    }
    if (const Work* work = std::get_if<Work>(&*item)) {
      stretch.text_bytes += text_bytes(*work);
    }
    stretch.items.push_back(std::move(*item));
  }
  stretch.bytes_read = reader.bytes_read();
  return stretch.items.empty() ? std::nullopt : std::optional(std::move(stretch));
}

Batch prepare_stretch(Stretch stretch, const std::string& source_name,
                      const identify::Judge& judge) {
  Batch batch;
  batch.bytes_read = stretch.bytes_read;
  batch.entries.reserve(stretch.items.size());
  for (Item& item : stretch.items) {
    if (auto* rejection = std::get_if<Rejection>(&item)) {
      batch.entries.emplace_back(std::move(*rejection));
    } else {
      batch.entries.emplace_back(prepare(std::move(std::get<Work>(item)), source_name, judge));
    }
  }
  return batch;
}

/// The writer's side: counts, commits, and hands on to the index.
class Import {
 public:
  Import(library::Library& library, search::Index& index, const identify::Judge& judge,
         const std::string& input, Turn* turn)
      : library_(library),
        turn_(turn),
        absorber_(library, judge),
        index_thread_(index, index.generation() == library.generation()),
        path_(input == "-" ? "standard input" : input),
        rejections_(library.folder() / "rejections", input, rejections_name(input)) {}

  void add(Batch batch) {
    for (auto& entry : batch.entries) {
      ++report_.read;
      if (const auto* rejection = std::get_if<Rejection>(&entry)) {
        reject(*rejection);
        continue;
      }
      if (!in_transaction_) {
        library_.begin();
        in_transaction_ = true;
      }
      bytes_since_commit_ += text_bytes(std::get<Prepared>(entry).incoming.record.work);
      switch (absorber_.absorb(std::move(std::get<Prepared>(entry)))) {
        case Outcome::kAdded:
          ++report_.added;
          changed_ = true;
          break;
        case Outcome::kUpdated:
          ++report_.updated;
          changed_ = true;
          break;
        case Outcome::kUnchanged:
          ++report_.unchanged;
          break;
      }
      if (++since_commit_ >= kRecordsPerCommit || bytes_since_commit_ >= kBytesPerCommit) {
        commit();
      }
    }
  }

  /// Where others wait for the library, they get it.
  void give_way() {
    if (turn_ != nullptr && turn_->is_wanted()) {
      commit();
      const Rest rest(turn_);
    }
    see_others();
  }

  /// Commits what is left and waits for the index.
  ImportReport finish() {
    commit();
    {
      const Rest rest(turn_);
      index_thread_.close();
    }
    library_.checkpoint();
    report_.rejections = rejections_.written();
    return report_;
  }

  [[nodiscard]] const ImportReport& report() const noexcept { return report_; }

 private:
  void reject(const Rejection& rejection) {
    rejections_.add(rejection);
    ++report_.rejected;
    if (!rejection.advice.empty()) {
      report_.cut_off = Error(Errc::kInvalid, rejection.reason,
                              path_ + ", line " + std::to_string(rejection.line) + ", byte " +
                                  std::to_string(rejection.offset),
                              rejection.advice);
    }
  }

  void commit() {
    since_commit_ = 0;
    bytes_since_commit_ = 0;
    if (!in_transaction_) {
      return;
    }
    in_transaction_ = false;
    if (!changed_) {
      library_.rollback();  // nothing new: no generation of its own
      return;
    }
    changed_ = false;
    seen_ = library_.commit();
    IndexBatch batch = absorber_.take_changes(seen_);
    {
      const Rest rest(turn_);
      index_thread_.push(std::move(batch));  // may wait for the index
    }
    see_others();
  }

  /// What others wrote meanwhile goes into the index with the next batch.
  void see_others() {
    if (turn_ == nullptr || in_transaction_) {
      return;
    }
    const std::int64_t now = library_.generation();
    if (now != seen_) {
      absorber_.note_changes_since(seen_);
      seen_ = now;
    }
  }

  library::Library& library_;
  Turn* turn_;
  Absorber absorber_;
  IndexThread index_thread_;
  std::int64_t seen_ = library_.generation();
  std::string path_;
  RejectionFile rejections_;
  ImportReport report_;
  bool in_transaction_ = false;
  bool changed_ = false;
  std::size_t since_commit_ = 0;
  std::size_t bytes_since_commit_ = 0;
};

}  // namespace

ImportReport import_file(library::Library& library, search::Index& index,
                         const identify::Judge& judge, const std::filesystem::path& path,
                         const ImportOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<source::Reader> reader = source::open_reader(path, options.format);
  const std::string source_name =
      options.source.empty() ? std::string(source::format_name(reader->format())) : options.source;
  ImportReport report;
  try {
    Import import(library, index, judge, options.input.empty() ? path.string() : options.input,
                  options.turn);
    OrderedStage<Stretch, Batch> preparation(
        kBatchesInFlight, [&] { return read_stretch(*reader, options.stop); },
        [&](Stretch stretch) { return prepare_stretch(std::move(stretch), source_name, judge); },
        [](const Stretch& stretch) { return 1 + stretch.text_bytes / kBytesPerBatch; });
    while (std::optional<Batch> batch = preparation.next()) {
      const std::uint64_t bytes = batch->bytes_read;
      import.add(std::move(*batch));
      if (options.progress) {
        options.progress(bytes, import.report().read);
      }
      import.give_way();
    }
    report = import.finish();
  } catch (...) {
    library.rollback();
    throw;
  }
  report.interrupted = options.stop != nullptr && options.stop->load();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::uint64_t judge_again(library::Library& library, const identify::Judge& judge, Turn* turn) {
  std::uint64_t count = 0;
  WorkId after;
  while (true) {
    const std::vector<WorkId> ids = library.judged_by_others(judge.model(), after, 1000);
    if (ids.empty()) {
      return count;
    }
    library.begin();
    try {
      for (const WorkId id : ids) {
        library.set_verdict(id, judge_stored(library, judge, id, library.load(id).work));
      }
      library.commit();
    } catch (...) {
      library.rollback();
      throw;
    }
    count += ids.size();
    after = ids.back();
    const Rest rest(turn);
  }
}

std::string to_json(const ImportReport& report) {
  nlohmann::ordered_json out;
  out["read"] = report.read;
  out["added"] = report.added;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["rejected"] = report.rejected;
  out["rejections"] = report.rejections ? nlohmann::ordered_json(report.rejections->string())
                                        : nlohmann::ordered_json(nullptr);
  out["seconds"] = report.seconds;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::ingest
