#pragma once
/// When hosts were asked, kept in the library. The web client's threads use it while the library's
/// thread writes it down with whatever it commits. Threads: load() and save() from any, the rest
/// from the library's.

#include "library/library.h"
#include "source/host_times.h"

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace assay::ingest {

class HostMemory final : public source::HostStore {
 public:
  explicit HostMemory(library::Library& library);
  [[nodiscard]] source::HostTimes load(const std::string& host) override;
  void save(const std::string& host, const source::HostTimes& times) override;
  /// Writes what has changed, in the open transaction.
  void write(library::Library& library);

 private:
  std::mutex mutex_;
  std::map<std::string, source::HostTimes> times_;  // guarded by mutex_
  std::set<std::string> changed_;                   // guarded by mutex_
};

}  // namespace assay::ingest
