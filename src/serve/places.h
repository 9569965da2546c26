#pragma once
/// How many connections come from where, so that nobody takes them all. Threads: internally locked.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace assay::serve {

class Places : public std::enable_shared_from_this<Places> {
 public:
  /// A place for `whose` as long as the pointer is held; null when `most` are taken.
  std::shared_ptr<const void> take(const std::string& whose, std::size_t most);

 private:
  void leave(const std::string& whose);
  std::mutex mutex_;
  std::map<std::string, std::size_t> taken_;  // guarded by mutex_
};

}  // namespace assay::serve
