#include "search/index.h"

#include "base/error.h"
#include "search/reader_internal.h"
#include "search/writer_internal.h"

namespace assay::search {

struct Index::Impl {
  std::filesystem::path folder;
  std::unique_ptr<Writer> writer;  ///< Write mode only.
  /// A writer reads through a connection of its own, and so sees only what is committed.
  std::unique_ptr<Reader> reader;

  Writer& writing() {
    if (!writer) {
      throw Error(Errc::kInternal, "the search index is open for reading only", folder.string());
    }
    return *writer;
  }
};

Index::Index(const std::filesystem::path& folder, Mode mode) : impl_(std::make_unique<Impl>()) {
  impl_->folder = folder;
  if (mode == Mode::kWrite) {
    impl_->writer = std::make_unique<Writer>(folder);
  }
  impl_->reader = std::make_unique<Reader>(folder);
}

Index::~Index() = default;

std::int64_t Index::generation() const {
  return impl_->reader->state().generation;
}

std::uint64_t Index::size() const {
  return static_cast<std::uint64_t>(impl_->reader->state().alive);
}

double Index::dead_share() const {
  const State state = impl_->reader->state();
  return state.docs == 0
             ? 0
             : static_cast<double>(state.docs - state.alive) / static_cast<double>(state.docs);
}

void Index::put(const Document& document) {
  impl_->writing().put(document);
}

void Index::remove(WorkId id) {
  impl_->writing().remove(id);
}

void Index::commit(std::int64_t generation) {
  impl_->writing().commit(generation);
}

Results Index::search(const Query& query, const Options& options) const {
  return impl_->reader->search(query, options);
}

void Index::check() const {
  impl_->reader->check();
}

}  // namespace assay::search
