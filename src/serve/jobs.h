#pragma once
/// What takes long: imports, syncs and training, one after the other in a thread of their own, and
/// beside them what only looks and runs the reader's programs, in another. Each change is told to
/// Events as "job". Threads: internally locked.

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
  std::string kind;              ///< "import", "sync", "test", "lab", "doctor" …
  std::string state = "queued";  ///< then "running", and "done", "failed" or "cancelled"
  std::uint64_t records = 0;
  std::string report;   ///< JSON, as the command's --json.
  std::string trouble;  ///< JSON of a problem.
};

class Jobs {
 public:
  Jobs(Store& store, Events& events);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  ~Jobs();

  /// What a job does: gives the report's JSON; `progress` takes the records so far.
  using Work = std::function<std::string(const std::atomic<bool>& stop,
                                         const std::function<void(std::uint64_t)>& progress)>;
  enum class Lane { kWriting, kLooking };
  /// Throws kLocked with too many waiting.
  std::string add(const std::string& kind, Work work, Lane lane = Lane::kWriting);
  /// {"id","kind","state","records","report","problem"}. Throws kNotFound.
  std::string json(const std::string& id) const;
  /// {"jobs":[…]}, the newest last.
  std::string all_json() const;
  /// How many are in each state.
  [[nodiscard]] std::map<std::string, std::size_t> count_states() const;
  /// Throws kNotFound.
  void cancel(const std::string& id);
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
  std::shared_ptr<Entry> find(const std::string& id) const;

  Store& store_;
  Events& events_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::map<std::uint64_t, std::shared_ptr<Entry>> entries_;    // guarded by mutex_
  std::array<std::deque<std::shared_ptr<Entry>>, 2> waiting_;  // by lane; guarded by mutex_
  std::uint64_t next_ = 1;                                     // guarded by mutex_
  bool ending_ = false;                                        // guarded by mutex_
  std::array<std::thread, 2> threads_;
};

}  // namespace assay::serve
