#include "search/index.h"

#include "base/error.h"
#include "base/text.h"
#include "search/encoding_internal.h"
#include "search/searcher_internal.h"
#include "search/writer_internal.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace assay::search {

struct Index::Impl {
  std::filesystem::path folder;
  std::shared_ptr<const TextEncoder> encoder;  ///< Null: the StaticEncoder.
  std::unique_ptr<Writer> writer;              ///< Write mode only.

  // Read mode: the last commit seen.
  std::mutex mutex;
  std::string stamp;
  std::shared_ptr<const Snapshot> seen;

  [[nodiscard]] Writer& writing() const {
    if (!writer) {
      throw Error(Errc::kInternal, "the search index is open for reading only", folder.string());
    }
    return *writer;
  }

  std::shared_ptr<const Snapshot> snapshot() {
    if (writer) {
      return writer->snapshot();
    }
    const std::string now = manifest_stamp(folder);
    const std::lock_guard lock(mutex);
    if (now.empty() && seen == nullptr) {
      throw Error(Errc::kNotFound, "there is no search index", folder.string(),
                  "it will be made from the library");
    }
    if (now != stamp && !now.empty()) {
      if (std::shared_ptr<const Snapshot> loaded =
              load_snapshot(folder, encoder.get(), seen.get())) {
        seen = std::move(loaded);
        stamp = now;
      }
    }
    return seen;
  }
};

Index::Index(const std::filesystem::path& folder, Mode mode,
             std::shared_ptr<const TextEncoder> encoder)
    : impl_(std::make_unique<Impl>()) {
  impl_->folder = folder;
  impl_->encoder = std::move(encoder);
  if (mode == Mode::kWrite) {
    impl_->writer = std::make_unique<Writer>(folder, impl_->encoder);
  }
  impl_->snapshot();
}

Index::~Index() = default;

std::int64_t Index::generation() const {
  return impl_->snapshot()->generation;
}

std::uint64_t Index::lineage() const {
  return impl_->snapshot()->lineage;
}

std::uint64_t Index::edition() const {
  const std::shared_ptr<const Snapshot> snapshot = impl_->snapshot();
  return hash64(std::to_string(snapshot->serial), snapshot->own_id());
}

void Index::set_lineage(std::uint64_t lineage) {
  impl_->writing().set_lineage(lineage);
}

bool Index::holds(WorkId id) const {
  const std::shared_ptr<const Snapshot> snapshot = impl_->snapshot();
  return std::any_of(snapshot->segments.begin(), snapshot->segments.end(),
                     [&](const LiveSegment& live) {
                       const std::optional<std::uint32_t> doc = live.segment->find_work(id.v);
                       return doc && !live.is_dead(*doc);
                     });
}

std::uint64_t Index::size() const {
  return impl_->snapshot()->alive();
}

void Index::put(Document document) {
  impl_->writing().put(std::move(document));
}

void Index::remove(WorkId id) {
  impl_->writing().remove(id);
}

void Index::commit(std::int64_t generation) {
  impl_->writing().commit(generation);
}

void Index::settle() {
  impl_->writing().settle();
}

void Index::optimise() {
  impl_->writing().optimise();
}

void Index::learn() {
  impl_->writing().learn();
}

std::shared_ptr<const Snapshot> Index::snapshot() const {
  return impl_->snapshot();
}

Results Index::search(const Query& query, const Options& options) const {
  return search_snapshot(*impl_->snapshot(), query, options, impl_->encoder.get());
}

std::optional<Error> Index::encoder_failure() const {
  return impl_->writer ? impl_->writer->encoder_failure() : std::nullopt;
}

std::vector<WorkId> Index::without_vectors() const {
  const std::shared_ptr<const Snapshot> snapshot = impl_->snapshot();
  std::vector<WorkId> works;
  if (!snapshot->dimensions) {
    return works;
  }
  for (const LiveSegment& live : snapshot->segments) {
    const Vectors& vectors = live.segment->vectors();
    const bool any = vectors.dimensions() == padded(*snapshot->dimensions);
    for (std::uint32_t doc = 0; doc < live.segment->docs(); ++doc) {
      if (!live.is_dead(doc) && (!any || vectors.scale(doc) == kNoVector)) {
        works.push_back(WorkId{live.segment->work(doc)});
      }
    }
  }
  std::sort(works.begin(), works.end(), [](WorkId a, WorkId b) { return a.v < b.v; });
  return works;
}

void Index::check() const {
  const std::shared_ptr<const Snapshot> snapshot = impl_->snapshot();
  for (const LiveSegment& live : snapshot->segments) {
    live.segment->verify_all();
  }
  if (snapshot->own_words != nullptr) {
    snapshot->own_words->verify_all();
  }
}

}  // namespace assay::search
