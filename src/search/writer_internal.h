#pragma once
/// The writing half of an index: analysis and inversion on all cores, commits, merges.

#include "base/bounded_queue.h"
#include "base/error.h"
#include "base/files.h"
#include "search/builder_internal.h"
#include "search/snapshot_internal.h"

#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace assay::search {

/// One thread calls it. Everything since the last commit is lost when a call throws.
class Writer {
 public:
  /// `encoder`: null for the StaticEncoder. Throws kLocked when another writer has the folder open,
  /// kIo, kCorrupt, kUnsupportedVersion.
  explicit Writer(const std::filesystem::path& folder, std::shared_ptr<const TextEncoder> encoder);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// Gives up what was not committed, and a merge that is under way.
  ~Writer();

  void put(Document document);
  void remove(WorkId id);
  void commit(std::int64_t generation);
  /// Written with the next commit.
  void set_lineage(std::uint64_t lineage) noexcept { lineage_ = lineage; }
  /// Waits for merges that are due, however large, and makes them visible.
  void settle();
  /// The same, and makes one segment of all.
  void optimise();
  /// A merge under way is given up for it. Requires: nothing was put or removed since the last
  /// commit.
  void learn();

  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const { return committed_; }
  /// Why works have no vectors by the encoder.
  [[nodiscard]] std::optional<Error> encoder_failure() const;

 private:
  struct Entry {
    Document document;
    std::uint32_t sequence = 0;
  };
  using Batch = std::vector<Entry>;

  /// A segment written since the last commit.
  struct Fresh {
    std::string name;
    std::vector<std::uint32_t> sequences;  ///< By document.
  };

  /// Segments being made one, in a thread of its own.
  struct Merge {
    std::vector<LiveSegment> sources;
    std::string name;
    bool made = false;  ///< A file came of it: documents were left.
    std::exception_ptr failure;
    std::atomic<bool> done = false;
    std::thread thread;
  };

  void dispatch();
  void start_workers();
  void work(const std::shared_ptr<const OwnWords>& words);
  void stop_workers();
  [[nodiscard]] std::unique_ptr<SegmentBuilder> make_builder(
      const std::shared_ptr<const OwnWords>& words) const;
  void flush(SegmentBuilder& builder);
  void check_failure();
  void abandon() noexcept;
  template <typename Change>
  void guarded(Change&& change);

  [[nodiscard]] std::string next_name(const char* extension);
  void kill_old(Snapshot& next);
  void add_fresh(Snapshot& next);
  void write_dead_files(Snapshot& next);
  void publish(Snapshot next);
  void tidy() noexcept;

  void start_merge();
  void begin_merge(std::vector<LiveSegment> sources);
  [[nodiscard]] std::vector<LiveSegment> choose_merge() const;
  enum class Taking {
    kIfDone,  ///< Waits for nothing; a merge that found no room is forgotten.
    kWait,    ///< Waits; the same.
    kMust,    ///< Waits; a merge that failed is an error.
  };
  /// Takes the result of the merge under way. True when it changed `next`.
  bool take_merge(Snapshot& next, Taking taking);
  void give_up_merge();

  std::filesystem::path folder_;
  FileLock lock_;
  std::shared_ptr<const Snapshot> committed_;
  std::optional<std::uint64_t> lineage_;  ///< None: as it is.
  std::unique_ptr<Encoding> encoding_;    ///< None: vectors are by the StaticEncoder.
  std::atomic<std::uint64_t> next_name_ = 1;

  // This session: what was put or removed since the last commit.
  std::uint32_t sequence_ = 0;
  std::int64_t highest_ = 0;  ///< No work above it is in the index or in this session.
  std::unordered_map<std::int64_t, std::uint32_t> latest_;  ///< Works that may be there already.
  Batch batch_;
  std::size_t batch_bytes_ = 0;  ///< Of its texts.
  bool changed_ = false;

  std::unique_ptr<BoundedQueue<Batch>> queue_;
  std::vector<std::thread> workers_;
  std::mutex mutex_;  ///< Guards fresh_ and failure_ while workers run.
  std::vector<Fresh> fresh_;
  std::exception_ptr failure_;

  std::atomic<bool> cancel_merges_ = false;
  std::unique_ptr<Merge> merge_;
};

}  // namespace assay::search
