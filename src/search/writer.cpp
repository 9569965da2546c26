#include "base/error.h"
#include "search/learning_internal.h"
#include "search/merger_internal.h"
#include "search/writer_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace assay::search {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kBatchesInFlight = 4;
/// Fewer documents than this are inverted by the caller's own thread.
constexpr std::size_t kFew = 512;
/// Of their texts, in a batch: a few long documents weigh as much as many short ones.
constexpr std::size_t kBatchBytes = std::size_t{4} << 20;
/// A builder that holds more is written out.
constexpr std::size_t kBuilderBytes = std::size_t{48} << 20;
constexpr unsigned kMostWorkers = 4;
/// Segments of about one size that are made one.
constexpr std::size_t kTier = 8;
/// A segment is written anew when more of it is dead.
constexpr double kDeadShare = 0.25;

FileLock lock_folder(const std::filesystem::path& folder) {
  make_folders(folder);
  std::optional<FileLock> lock = FileLock::try_acquire(folder / "lock");
  if (!lock) {
    throw Error(Errc::kLocked, "another process writes the search index", folder.string(),
                "wait until it has finished");
  }
  return std::move(*lock);
}

/// Segments in one tier differ by less than a factor of eight.
int tier_of(std::uint32_t alive) {
  return static_cast<int>(std::log2(static_cast<double>(alive) + 1) / 3);
}

bool is_io(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.code() == Errc::kIo;
  } catch (...) {
    return false;
  }
}

/// Works alive in `sources` that are not in `next`, which still has those segments but for dead
/// ones.
std::vector<std::int64_t> works_killed(const Snapshot& next,
                                       const std::vector<LiveSegment>& sources) {
  std::vector<std::int64_t> killed;
  for (const LiveSegment& source : sources) {
    const auto now =
        std::find_if(next.segments.begin(), next.segments.end(),
                     [&](const LiveSegment& live) { return live.name == source.name; });
    const bool gone = now == next.segments.end();
    if (!gone && now->dead == source.dead) {
      continue;
    }
    const DocColumns* columns = source.segment->columns();
    for (std::uint32_t doc = 0; doc < source.segment->docs(); ++doc) {
      if (!source.is_dead(doc) && (gone || now->is_dead(doc))) {
        killed.push_back(columns[doc].work);
      }
    }
  }
  return killed;
}

}  // namespace

Writer::Writer(const std::filesystem::path& folder, std::shared_ptr<const TextEncoder> encoder)
    : folder_(folder),
      lock_(lock_folder(folder)),
      committed_(load_snapshot(folder, encoder.get(), nullptr)) {
  if (committed_ == nullptr) {
    Snapshot first = empty_snapshot(encoder.get());
    store_snapshot(folder_, first);
    committed_ = std::make_shared<const Snapshot>(std::move(first));
  }
  if (encoder != nullptr) {
    encoding_ = std::make_unique<Encoding>(std::move(encoder), committed_->dimensions.value_or(0));
  }
  next_name_ = committed_->next_name;
  remove_strays(folder_, *committed_);
  for (const LiveSegment& live : committed_->segments) {
    highest_ = std::max(highest_, live.segment->columns()[live.segment->docs() - 1].work);
  }
}

Writer::~Writer() {
  abandon();
  give_up_merge();
  remove_strays(folder_, *committed_);
}

template <typename Change>
void Writer::guarded(Change&& change) {
  try {
    change();
  } catch (...) {
    abandon();
    throw;
  }
}

void Writer::abandon() noexcept {
  stop_workers();
  batch_.clear();
  batch_bytes_ = 0;
  fresh_.clear();
  latest_.clear();
  failure_ = nullptr;
  sequence_ = 0;
  changed_ = false;
}

std::string Writer::next_name(const char* extension) {
  return fmt::format("{:08}.{}", next_name_.fetch_add(1), extension);
}

void Writer::put(Document document) {
  if (document.id.v <= 0) {
    throw Error(Errc::kInternal, "a work without a number cannot be indexed");
  }
  guarded([&] {
    check_failure();
    changed_ = true;
    ++sequence_;
    if (document.id.v <= highest_) {
      latest_[document.id.v] = sequence_;
    }
    highest_ = std::max(highest_, document.id.v);
    batch_bytes_ += text_bytes(document.work);
    batch_.push_back({std::move(document), sequence_});
    if (batch_.size() >= (workers_.empty() ? kFew : kBatch) || batch_bytes_ >= kBatchBytes) {
      dispatch();
    }
  });
}

void Writer::remove(WorkId id) {
  guarded([&] {
    check_failure();
    changed_ = true;
    if (id.v <= highest_) {
      latest_[id.v] = ++sequence_;
    }
  });
}

void Writer::dispatch() {
  if (workers_.empty()) {
    start_workers();
  }
  for (std::size_t begin = 0; begin < batch_.size(); begin += kBatch) {
    const auto first = batch_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last =
        batch_.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kBatch, batch_.size()));
    queue_->push(Batch(std::make_move_iterator(first), std::make_move_iterator(last)),
                 1 + batch_bytes_ / kBatchBytes);
  }
  batch_.clear();
  batch_bytes_ = 0;
}

void Writer::start_workers() {
  queue_ = std::make_unique<BoundedQueue<Batch>>(kBatchesInFlight);
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, kMostWorkers);
  for (unsigned i = 0; i < count; ++i) {
    // What is committed may be exchanged while they run, so that each has its own hold of the
    // words.
    workers_.emplace_back([this, words = committed_->own_words] { work(words); });
  }
}

void Writer::work(const std::shared_ptr<const OwnWords>& words) {
  try {
    std::unique_ptr<SegmentBuilder> builder = make_builder(words);
    while (std::optional<Batch> batch = queue_->pop()) {
      for (const Entry& entry : *batch) {
        builder->add(entry.document, entry.sequence);
      }
      if (builder->memory() > kBuilderBytes) {
        flush(*builder);
        builder = make_builder(words);
      }
    }
    flush(*builder);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    queue_->close();
  }
}

std::unique_ptr<SegmentBuilder> Writer::make_builder(
    const std::shared_ptr<const OwnWords>& words) const {
  return std::make_unique<SegmentBuilder>(StaticEncoder::shipped(), words, encoding_.get());
}

std::optional<Error> Writer::encoder_failure() const {
  return encoding_ == nullptr ? std::nullopt : encoding_->failure();
}

void Writer::flush(SegmentBuilder& builder) {
  if (builder.docs() == 0) {
    return;
  }
  Fresh fresh;
  fresh.name = next_name("seg");
  fresh.sequences = builder.write(folder_ / fresh.name);
  const std::lock_guard lock(mutex_);
  fresh_.push_back(std::move(fresh));
}

void Writer::stop_workers() {
  if (queue_ != nullptr) {
    queue_->close();
  }
  for (std::thread& worker : workers_) {
    worker.join();
  }
  workers_.clear();
  queue_.reset();
}

void Writer::check_failure() {
  const std::lock_guard lock(mutex_);
  if (failure_) {
    std::rethrow_exception(failure_);
  }
}

void Writer::commit(std::int64_t generation) {
  guarded([&] {
    if (!workers_.empty()) {
      dispatch();
      stop_workers();
      check_failure();
    } else if (!batch_.empty()) {
      const std::unique_ptr<SegmentBuilder> builder = make_builder(committed_->own_words);
      for (const Entry& entry : batch_) {
        builder->add(entry.document, entry.sequence);
      }
      batch_.clear();
      batch_bytes_ = 0;
      flush(*builder);
    }
    Snapshot next = *committed_;
    next.generation = generation;
    next.lineage = lineage_.value_or(next.lineage);
    if (encoding_ != nullptr) {
      next.dimensions = encoding_->dimensions();
    }
    kill_old(next);
    take_merge(next, Taking::kIfDone);
    add_fresh(next);
    write_dead_files(next);
    publish(std::move(next));
    abandon();
    tidy();
  });
  start_merge();
}

void Writer::kill_old(Snapshot& next) {
  for (LiveSegment& live : next.segments) {
    std::shared_ptr<DeadDocs> dead;
    for (const auto& [work, sequence] : latest_) {
      const std::optional<std::uint32_t> doc = live.segment->find_work(work);
      if (!doc || live.is_dead(*doc)) {
        continue;
      }
      if (dead == nullptr) {
        dead = live.dead == nullptr ? std::make_shared<DeadDocs>()
                                    : std::make_shared<DeadDocs>(*live.dead);
        dead->bits.resize((std::size_t{live.segment->docs()} + 63) / 64, 0);
      }
      dead->set(*doc);
    }
    if (dead != nullptr) {
      live.dead = std::move(dead);
      live.dead_name.clear();
    }
  }
}

void Writer::add_fresh(Snapshot& next) {
  for (const Fresh& fresh : fresh_) {
    LiveSegment live{fresh.name, vectors_path(fresh.name).string(), {}, nullptr, nullptr};
    live.segment = std::make_shared<const Segment>(folder_ / fresh.name);
    auto dead = std::make_shared<DeadDocs>();
    dead->bits.resize((std::size_t{live.segment->docs()} + 63) / 64, 0);
    for (const auto& [work, sequence] : latest_) {
      const std::optional<std::uint32_t> doc = live.segment->find_work(work);
      if (doc && fresh.sequences[*doc] < sequence) {
        dead->set(*doc);
      }
    }
    if (dead->count > 0) {
      live.dead = std::move(dead);
    }
    next.segments.push_back(std::move(live));
  }
}

void Writer::write_dead_files(Snapshot& next) {
  std::erase_if(next.segments, [](const LiveSegment& live) { return live.alive() == 0; });
  for (LiveSegment& live : next.segments) {
    if (live.dead != nullptr && live.dead_name.empty()) {
      live.dead_name = next_name("dead");
      write_dead(folder_ / live.dead_name, *live.dead);
    }
  }
}

void Writer::publish(Snapshot next) {
  ++next.serial;
  // A library that shrank is to grow by half from there, not from its former size.
  next.learnt_from = std::min(next.learnt_from, next.alive());
  next.next_name = next_name_;
  store_snapshot(folder_, next);
  committed_ = std::make_shared<const Snapshot>(std::move(next));
}

/// Not while files are being written that the next commit needs.
void Writer::tidy() noexcept {
  if (merge_ == nullptr && !changed_) {
    remove_strays(folder_, *committed_);
  }
}

std::vector<LiveSegment> Writer::choose_merge() const {
  std::map<int, std::vector<LiveSegment>> tiers;
  for (const LiveSegment& live : committed_->segments) {
    const double dead =
        1.0 - static_cast<double>(live.alive()) / static_cast<double>(live.segment->docs());
    if (dead > kDeadShare) {
      return {live};
    }
    tiers[tier_of(live.alive())].push_back(live);
  }
  for (auto& [tier, segments] : tiers) {
    if (segments.size() >= kTier) {
      return std::move(segments);
    }
  }
  return {};
}

void Writer::start_merge() {
  if (merge_ != nullptr) {
    return;
  }
  std::vector<LiveSegment> sources = choose_merge();
  if (sources.empty()) {
    return;
  }
  begin_merge(std::move(sources));
}

void Writer::begin_merge(std::vector<LiveSegment> sources) {
  merge_ = std::make_unique<Merge>();
  merge_->sources = std::move(sources);
  merge_->name = next_name("seg");
  merge_->thread = std::thread([this, merge = merge_.get()] {
    try {
      merge->made = merge_segments(merge->sources, folder_ / merge->name, cancel_merges_);
    } catch (...) {
      merge->failure = std::current_exception();
    }
    merge->done = true;
  });
}

bool Writer::take_merge(Snapshot& next, Taking taking) {
  if (merge_ == nullptr || (taking == Taking::kIfDone && !merge_->done)) {
    return false;
  }
  merge_->thread.join();
  const std::unique_ptr<Merge> merge = std::move(merge_);
  if (merge->failure) {
    if (taking != Taking::kMust && is_io(merge->failure)) {
      return false;  // there may be room by now: a later merge tries again
    }
    std::rethrow_exception(merge->failure);
  }
  const std::vector<std::int64_t> killed = works_killed(next, merge->sources);
  std::erase_if(next.segments, [&](const LiveSegment& live) {
    return std::any_of(merge->sources.begin(), merge->sources.end(),
                       [&](const LiveSegment& source) { return source.name == live.name; });
  });
  if (merge->made) {
    LiveSegment live{merge->name, vectors_path(merge->name).string(), {}, nullptr, nullptr};
    live.segment = std::make_shared<const Segment>(folder_ / merge->name);
    auto dead = std::make_shared<DeadDocs>();
    dead->bits.resize((std::size_t{live.segment->docs()} + 63) / 64, 0);
    for (const std::int64_t work : killed) {
      if (const std::optional<std::uint32_t> doc = live.segment->find_work(work)) {
        dead->set(*doc);
      }
    }
    if (dead->count > 0) {
      live.dead = std::move(dead);
    }
    next.segments.insert(next.segments.begin(), std::move(live));
  }
  return true;
}

void Writer::settle() {
  guarded([&] {
    while (true) {
      const bool begun_before = merge_ != nullptr;
      start_merge();
      if (merge_ == nullptr) {
        return;
      }
      Snapshot next = *committed_;
      if (!take_merge(next, begun_before ? Taking::kWait : Taking::kMust)) {
        continue;
      }
      write_dead_files(next);
      publish(std::move(next));
      tidy();
    }
  });
}

void Writer::optimise() {
  settle();
  if (committed_->segments.size() <= 1 && committed_->alive() == committed_->docs()) {
    return;
  }
  guarded([&] {
    begin_merge(committed_->segments);
    Snapshot next = *committed_;
    take_merge(next, Taking::kMust);
    publish(std::move(next));
    tidy();
  });
}

void Writer::give_up_merge() {
  if (const std::unique_ptr<Merge> merge = std::move(merge_)) {
    cancel_merges_ = true;
    merge->thread.join();
    cancel_merges_ = false;
  }
}

void Writer::learn() {
  if (changed_) {
    throw Error(Errc::kInternal, "what was put into the index is not committed");
  }
  if (!is_learning_due(*committed_)) {
    return;
  }
  guarded([&] {
    Snapshot now = *committed_;
    if (take_merge(now, Taking::kIfDone)) {
      write_dead_files(now);
    }
    give_up_merge();  // it copies the vectors that are to be replaced
    publish(
        learn_words(now, folder_, [this](const char* extension) { return next_name(extension); }));
    tidy();
  });
  start_merge();
}

}  // namespace assay::search
