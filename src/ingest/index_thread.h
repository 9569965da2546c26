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
  /// `follows`: whether the index holds all that the library does. One that is behind, since an
  /// earlier batch was lost, takes nothing: it would pass for current.
  explicit IndexThread(search::Index& index, bool follows = true);
  IndexThread(const IndexThread&) = delete;
  IndexThread& operator=(const IndexThread&) = delete;
  IndexThread(IndexThread&&) = delete;
  IndexThread& operator=(IndexThread&&) = delete;
  ~IndexThread();

  void push(IndexBatch batch);
  /// Waits until everything is indexed; throws what went wrong, unless the index turned out
  /// damaged: then it is left behind the library, to be made anew.
  void close();

 private:
  void run();

  search::Index& index_;
  bool follows_;
  BoundedQueue<IndexBatch> queue_;
  std::exception_ptr failure_;  // written by the thread, read after join
  std::jthread thread_;         // last: starts when all else is ready
};

}  // namespace assay::ingest
