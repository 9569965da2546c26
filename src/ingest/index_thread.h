#pragma once
/// The index follows the library in a thread of its own. Threads: push() and close() from one.

#include "base/bounded_queue.h"
#include "ingest/absorb.h"
#include "search/index.h"

#include <exception>
#include <thread>

namespace assay::ingest {

/// Puts batches into the index. A failure is kept until close(); the library goes on, since the
/// index can be made again.
class IndexThread {
 public:
  explicit IndexThread(search::Index& index);
  IndexThread(const IndexThread&) = delete;
  IndexThread& operator=(const IndexThread&) = delete;
  IndexThread(IndexThread&&) = delete;
  IndexThread& operator=(IndexThread&&) = delete;
  ~IndexThread();

  void push(IndexBatch batch);
  /// Waits until everything is indexed; throws what went wrong.
  void close();

 private:
  void run();

  search::Index& index_;
  BoundedQueue<IndexBatch> queue_;
  std::exception_ptr failure_;  // written by the thread, read after join
  std::jthread thread_;         // last: starts when all else is ready
};

}  // namespace assay::ingest
