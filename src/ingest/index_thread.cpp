#include "ingest/index_thread.h"

#include "ingest/learning.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace assay::ingest {
namespace {

constexpr std::size_t kBatchesPerIndexCommit = 8;

}  // namespace

IndexThread::IndexThread(search::Index& index, bool follows)
    : index_(index), follows_(follows), queue_(2), thread_([this] { run(); }) {}

IndexThread::~IndexThread() {
  queue_.close();
}

void IndexThread::push(IndexBatch batch) {
  if (follows_) {
    queue_.push(std::move(batch));
  }
}

void IndexThread::close() {
  queue_.close();
  thread_.join();
  if (failure_) {
    std::rethrow_exception(failure_);
  }
}

void IndexThread::run() {
  std::size_t uncommitted = 0;
  std::int64_t generation = 0;
  try {
    while (std::optional<IndexBatch> batch = queue_.pop()) {
      for (const WorkId id : batch->gone) {
        index_.remove(id);
      }
      for (search::Document& document : batch->documents) {
        index_.put(std::move(document));
      }
      generation = batch->generation;
      if (++uncommitted == kBatchesPerIndexCommit) {
        index_.commit(generation);
        uncommitted = 0;
      }
    }
    if (uncommitted > 0) {
      index_.commit(generation);
    }
    learn_where_there_is_room(index_);
  } catch (const Error& error) {
    // A damaged index stays behind the library, and is made anew by whoever opens it next.
    failure_ = error.code() == Errc::kCorrupt ? nullptr : std::current_exception();
    queue_.close();
  } catch (...) {
    failure_ = std::current_exception();
    queue_.close();
  }
}

}  // namespace assay::ingest
