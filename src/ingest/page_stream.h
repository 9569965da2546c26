#pragma once
/// Several sources fetched, parsed and judged at once, their pages handed over one by one in
/// bounded memory. Threads: next() from one.

#include "base/bounded_queue.h"
#include "base/error.h"
#include "identify/judge.h"
#include "ingest/absorb.h"
#include "ingest/sync.h"
#include "source/connector.h"

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace assay::ingest {

/// A source that is to be read, and from where.
struct Reading {
  source::SourceSpec spec;
  std::string cursor;
  std::string since;
};

/// A page with all that can be worked out of it alone.
struct ReadyPage {
  std::vector<std::variant<Prepared, source::Rejection>> entries;
  source::Page page;         ///< Less its items.
  std::size_t left_out = 0;  ///< Works that were published before all that is wanted.
};

/// The last thing that comes from a source.
struct ReadingEnd {
  std::optional<Error> error;
  bool more = false;  ///< It was left off before its end.
};

struct PageEvent {
  std::size_t source = 0;  ///< Place among the readings; pages of one source come in order.
  std::variant<ReadyPage, ReadingEnd> what;
};

class PageStream {
 public:
  /// All given must outlive the stream.
  PageStream(const std::vector<Reading>& readings, const FetcherFor& fetcher_for,
             const identify::Judge& judge, const SyncOptions& options);
  PageStream(const PageStream&) = delete;
  PageStream& operator=(const PageStream&) = delete;
  PageStream(PageStream&&) = delete;
  PageStream& operator=(PageStream&&) = delete;
  /// Drops what is under way; waits for the requests that are.
  ~PageStream();

  /// nullopt when all sources have ended.
  std::optional<PageEvent> next();
  /// Nothing more is wanted of a source; pages that are under way still come, and its end.
  void leave_off(std::size_t source);

 private:
  void work();
  /// Reads one source to its end; false when nobody wants more.
  bool read(std::size_t place);
  bool read_pages(std::size_t place, bool& more);
  [[nodiscard]] ReadyPage make_ready(source::Page page, const Reading& reading) const;
  [[nodiscard]] bool is_stopped(std::size_t place) const;

  const std::vector<Reading>& readings_;
  const FetcherFor& fetcher_for_;
  const identify::Judge& judge_;
  const SyncOptions& options_;
  BoundedQueue<PageEvent> queue_;
  std::vector<std::atomic<bool>> left_off_;
  std::atomic<std::size_t> next_reading_{0};
  std::atomic<std::size_t> workers_left_{0};
  std::vector<std::jthread> threads_;  // last: start when all else is ready
};

}  // namespace assay::ingest
