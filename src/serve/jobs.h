#pragma once
/// What takes long: imports, syncs and tests of sources, one after the other in a thread of their
/// own. Each change is told to Events as "job". Threads: internally locked.

#include "serve/events.h"
#include "serve/store.h"

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
  std::string kind;              ///< "import", "sync", "test"
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
  /// Throws kLimit with too many waiting.
  std::string add(const std::string& kind, Work work);
  /// {"id","kind","state","records","report","problem"}. Throws kNotFound.
  std::string json(const std::string& id) const;
  /// {"jobs":[…]}, the newest last.
  std::string all_json() const;
  /// Throws kNotFound.
  void cancel(const std::string& id);
  [[nodiscard]] Store& store() noexcept { return store_; }

 private:
  struct Entry {
    Job job;
    Work work;
    std::atomic<bool> stop{false};
  };
  void run();
  void run_one(const std::shared_ptr<Entry>& entry);
  void tell(const std::shared_ptr<Entry>& entry);
  std::shared_ptr<Entry> find(const std::string& id) const;

  Store& store_;
  Events& events_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::map<std::uint64_t, std::shared_ptr<Entry>> entries_;  // guarded by mutex_
  std::deque<std::shared_ptr<Entry>> waiting_;               // guarded by mutex_
  std::uint64_t next_ = 1;                                   // guarded by mutex_
  bool ending_ = false;                                      // guarded by mutex_
  std::thread thread_;
};

}  // namespace assay::serve
