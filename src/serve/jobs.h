#pragma once
/// What takes long, in four lanes, each one after the other in a thread of its own: imports, syncs
/// and training; what only looks, labs among it; the reader's runs; packages to be tried. Each
/// change is told to Events as "job". Threads: internally locked.

#include "serve/events.h"
#include "serve/store.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace assay::serve {

struct Job {
  std::string id;                ///< "j1"
  std::string kind;              ///< "import", "sync", "test", "lab", "doctor", "run", "try" …
  std::string about;             ///< What it works on: an experiment, a package; may be empty.
  std::string account;           ///< Who began it, and alone sees it beside the library's keeper.
  std::string state = "queued";  ///< then "running", and "done", "failed" or "cancelled"
  std::uint64_t records = 0;
  std::string note;     ///< What goes on, in words; may be empty.
  std::string report;   ///< JSON, as the command's --json.
  std::string trouble;  ///< JSON of a problem.
};

/// How far a job is, told by its own thread: records or runs so far, or words.
class JobProgress {
 public:
  using Tell = std::function<void(const std::uint64_t* records, const std::string* note)>;
  explicit JobProgress(Tell tell) : tell_(std::move(tell)) {}
  void operator()(std::uint64_t records) const { tell_(&records, nullptr); }
  void note(const std::string& words) const { tell_(nullptr, &words); }

 private:
  Tell tell_;
};

class Jobs {
 public:
  Jobs(Store& store, Events& events);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  ~Jobs();

  /// What a job does: gives the report's JSON.
  using Work =
      std::function<std::string(const std::atomic<bool>& stop, const JobProgress& progress)>;
  enum class Lane { kWriting, kLooking, kRunning, kTrying };
  static constexpr std::size_t kLanes = 4;
  /// `account`: who begins it; "" for whoever keeps the library, who sees all, as below. Throws
  /// kLocked with too many waiting.
  std::string add(const std::string& kind, Work work, const std::string& account, Lane lane,
                  const std::string& about);
  /// {"id","kind","about","state","records","note","report","problem"}. Throws kNotFound.
  std::string json(const std::string& id, const std::string& account) const;
  /// {"jobs":[…]}, the newest last.
  std::string all_json(const std::string& account) const;
  /// How many are in each state.
  [[nodiscard]] std::map<std::string, std::size_t> count_states() const;
  /// Throws kNotFound.
  void cancel(const std::string& id, const std::string& account);
  [[nodiscard]] Store& store() noexcept { return store_; }

 private:
  struct Entry {
    Job job;
    Work work;
    std::atomic<bool> stop{false};
  };
  void run(Lane lane);
  /// Keeps the last 100, and all that have not ended. Requires mutex_.
  void forget_oldest();
  std::deque<std::shared_ptr<Entry>>& waiting(Lane lane) {
    return waiting_.at(static_cast<std::size_t>(lane));
  }
  void run_one(const std::shared_ptr<Entry>& entry);
  void tell(const std::shared_ptr<Entry>& entry);
  std::shared_ptr<Entry> find(const std::string& id, const std::string& account) const;

  Store& store_;
  Events& events_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::map<std::uint64_t, std::shared_ptr<Entry>> entries_;         // guarded by mutex_
  std::array<std::deque<std::shared_ptr<Entry>>, kLanes> waiting_;  // by lane; guarded by mutex_
  std::uint64_t next_ = 1;                                          // guarded by mutex_
  bool ending_ = false;                                             // guarded by mutex_
  std::array<std::thread, kLanes> threads_;
};

}  // namespace assay::serve
