#include "ingest/host_memory.h"

#include "library/sources.h"

namespace assay::ingest {

HostMemory::HostMemory(library::Library& library) {
  for (const library::HostRow& row : library::hosts(library)) {
    times_[row.host] = {row.last_request_ms, row.blocked_until_ms};
  }
}

source::HostTimes HostMemory::load(const std::string& host) {
  const std::lock_guard lock(mutex_);
  const auto found = times_.find(host);
  return found == times_.end() ? source::HostTimes{} : found->second;
}

void HostMemory::save(const std::string& host, const source::HostTimes& times) {
  const std::lock_guard lock(mutex_);
  times_[host] = times;
  changed_.insert(host);
}

void HostMemory::write(library::Library& library) {
  const std::lock_guard lock(mutex_);
  for (const std::string& host : changed_) {
    const source::HostTimes& times = times_[host];
    library::save_host(library, {host, times.last_request_ms, times.blocked_until_ms});
  }
  changed_.clear();
}

}  // namespace assay::ingest
