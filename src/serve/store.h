#pragma once
/// The library as a server holds it: one index for all threads, a profile of each reader that is
/// kept as long as nothing changed, and one writer at a time. Threads: Store is internally locked;
/// a Desk belongs to one thread.

#include "base/turn.h"
#include "identify/judge.h"
#include "identify/taxonomy.h"
#include "ingest/indexing.h"
#include "library/library.h"
#include "plan/profile.h"
#include "search/index.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace assay::serve {

struct StoreOptions {
  std::filesystem::path library;
  std::string reader;  ///< Empty for the library's first.
  std::filesystem::path settings_file;
  std::filesystem::path taxonomy_file;
  std::filesystem::path lab_cache;  ///< Where built programs of labs are kept; empty: nowhere.
  std::string version;
  ingest::Encoder encoder;  ///< As ingest/indexing.h.
};

/// What answers of the read side depend on: the same stamp, the same answer.
struct Stamp {
  std::uint64_t lineage = 0;
  std::int64_t library = 0;   ///< Generation.
  std::int64_t index = 0;     ///< The same of the index.
  std::uint64_t edition = 0;  ///< Of the index: words may be learnt without a new generation.
  bool operator==(const Stamp&) const = default;
};

class Store {
 public:
  /// Makes the library when there is none. Throws as library::Library in write mode, unless another
  /// process is writing.
  explicit Store(StoreOptions options);

  [[nodiscard]] const StoreOptions& options() const noexcept { return options_; }
  [[nodiscard]] const identify::Taxonomy& taxonomy() const noexcept { return taxonomy_; }
  [[nodiscard]] const identify::Judge& judge();
  /// The index, brought up to the library's generation unless somebody is writing just now. Throws
  /// kLocked while it is made anew, which may take minutes, after two seconds.
  std::shared_ptr<const search::Index> index(library::Library& library);
  std::shared_ptr<const plan::Profile> profile(library::Library& library,
                                               const std::shared_ptr<const search::Index>& index);
  /// As of at most five milliseconds ago; at once after a write of ours.
  Stamp stamp();
  /// Runs `change` with the library open for writing by `reader`: with that of a long write while
  /// it rests. Waits up to two seconds for other writers, then throws kLocked.
  void write(const std::string& reader, const std::function<void(library::Library&)>& change);
  /// For what takes minutes: `work` puts the turn down (Rest) wherever others may write with its
  /// library, which is never within a transaction. Throws kLocked as write() does.
  void write_long(const std::function<void(library::Library&, Turn&)>& work);

 private:
  std::shared_ptr<const search::Index> mended(library::Library& library);
  std::unique_ptr<library::Library> open_to_write(std::chrono::steady_clock::time_point end) const;
  void write_until(std::chrono::steady_clock::time_point end,
                   const std::function<void(library::Library&, Turn&)>& work);

  StoreOptions options_;
  identify::Taxonomy taxonomy_;
  std::mutex long_;                      ///< One long write, also while it rests; before writing_
  Turn writing_;                         ///< One writer of this process.
  library::Library* resting_ = nullptr;  ///< Of a long write that rests; guarded by writing_
  std::timed_mutex index_mutex_;
  std::shared_ptr<const search::Index> index_;     // guarded by index_mutex_
  std::chrono::steady_clock::time_point tried_{};  // guarded by index_mutex_
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const void>> profiles_;  // guarded by mutex_
  std::map<std::string, std::uint64_t> profile_keys_;            // guarded by mutex_
  std::mutex pulse_mutex_;
  std::unique_ptr<library::Library> pulse_;       // guarded by pulse_mutex_
  std::chrono::steady_clock::time_point felt_{};  // guarded by pulse_mutex_
  Stamp last_;                                    // guarded by pulse_mutex_
  std::atomic<bool> changed_{true};
};

/// Somebody else's change came before one that rests on what its desk has read.
struct Outrun {};

/// What one worker's thread reads with. Between open() and close() it sees one generation.
class Desk {
 public:
  explicit Desk(Store& store) : store_(store) {}
  /// Throws kNotFound for a reader that there is not.
  void open(const std::string& reader);
  void close() noexcept;

  [[nodiscard]] Store& store() noexcept { return store_; }
  [[nodiscard]] const std::string& reader() const noexcept { return reader_; }
  [[nodiscard]] library::Library& library() noexcept { return *library_; }
  const search::Index& index();
  const plan::Profile& profile();
  [[nodiscard]] const identify::Judge& judge() { return store_.judge(); }
  /// Of what this desk has read with.
  [[nodiscard]] Stamp stamp();
  /// The next write rests on what this desk sees: until open() or that write, it throws Outrun
  /// where the library is no longer so, and changes nothing.
  void rest_on_view() { rested_on_ = library_->generation(); }
  /// Ends the reading view, writes, and sees the outcome from then on.
  void write(const std::function<void(library::Library&)>& change);

 private:
  Store& store_;
  std::string reader_;
  std::string used_;  ///< The reader that library_ reads for.
  std::unique_ptr<library::Library> library_;
  std::shared_ptr<const search::Index> index_;
  std::shared_ptr<const plan::Profile> profile_;
  std::optional<std::int64_t> rested_on_;  ///< A generation.
};

}  // namespace assay::serve
