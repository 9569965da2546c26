#pragma once
/// What the server finds out by looking, in two threads of its own: runs that go on in the
/// library's folder, whoever started them, told to Events as "run"; and, once the library has
/// changed and rests, works that are new on the radar, told as "radar". Threads: internally locked.

#include "serve/events.h"
#include "serve/store.h"

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace assay::serve {

/// "run": {"experiment","run","state","seconds","last_step","metrics":{name:{"last","steps",
/// "points":[[step,value]…]}}}: points since the last event, thinned to at most 64 a metric, at
/// most twice a second; the last one tells the state in which the run ended.
/// "radar": {"new":[{"id","title"}]}: works among the first 20 of whoever listens that were not at
/// the last look.
class Watch {
 public:
  Watch(Store& store, Events& events);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

 private:
  class Runs;
  /// Calls `look` every half second while somebody listens.
  void watch(const std::function<void()>& look);
  void look_at_radar();
  void make_radar(const std::string& reader);

  Store& store_;
  Events& events_;
  std::unique_ptr<Runs> runs_;
  struct Radar {
    Stamp seen;  ///< When it was last made.
    std::set<std::int64_t> works;
  };
  // Of the thread that looks at the radar:
  Stamp moving_;                         ///< At the last round.
  int rested_ = 0;                       ///< Rounds without a change.
  std::map<std::string, Radar> radars_;  ///< By reader.
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;  // guarded by mutex_
  std::array<std::thread, 2> threads_;
};

}  // namespace assay::serve
