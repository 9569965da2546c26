#include "ingest/indexing.h"

#include "base/log.h"
#include "ingest/absorb.h"
#include "library/reader.h"

namespace assay::ingest {
namespace {

constexpr std::size_t kWorksPerStep = 1000;
constexpr std::size_t kWorksPerCommit = 50000;

using search::Index;

bool calls_for_rebuild(const Error& error) noexcept {
  return error.code() == Errc::kCorrupt || error.code() == Errc::kUnsupportedVersion ||
         error.code() == Errc::kNotFound;
}

void remove_index(const std::filesystem::path& folder) {
  std::error_code ec;
  std::filesystem::remove_all(folder, ec);
  if (ec) {
    throw io_error("cannot remove the damaged index", folder.string(), ec.value());
  }
}

/// Reads what changed since the index's generation.
void catch_up(library::Library& library, Index& index, const IndexProgress& progress) {
  const std::int64_t target = library.generation();
  const std::int64_t from = index.generation();
  if (from == target) {
    return;
  }
  const auto readings = library::readings(library);
  const auto noted = library::noted_works(library);
  const std::uint64_t total = from == 0 ? library.size() : 0;
  std::uint64_t done = 0;
  std::size_t since_commit = 0;
  WorkId after;
  while (true) {
    const auto changes = library.changes_since(from, after, kWorksPerStep);
    if (changes.empty()) {
      break;
    }
    for (const library::Library::Change& change : changes) {
      if (change.gone) {
        index.remove(change.id);
      } else {
        index.put(make_document(library, library.load(change.id), readings.count(change.id.v) != 0,
                                noted.count(change.id.v) != 0));
      }
    }
    after = changes.back().id;
    done += changes.size();
    since_commit += changes.size();
    if (since_commit >= kWorksPerCommit) {
      index.commit(from);  // kept, but still behind: a kill now only means to read these again
      since_commit = 0;
    }
    if (progress && total > 0) {
      progress(done, total);
    }
  }
  index.commit(target);
}

/// Whether an encoder that could not be asked before can be now.
bool is_back(const search::TextEncoder& encoder) {
  try {
    const std::string text = "assay";
    static_cast<void>(encoder.encode({&text, 1}));
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// Works without vectors are put again when the encoder is back.
void make_up(library::Library& library, Index& index, const Encoder& encoder,
             const IndexProgress& progress) {
  if (encoder == nullptr || index.encoder_failure()) {
    return;
  }
  const std::vector<WorkId> works = index.without_vectors();
  if (works.empty() || !is_back(*encoder)) {
    return;
  }
  const auto readings = library::readings(library);
  const auto noted = library::noted_works(library);
  for (std::size_t done = 0; done < works.size() && !index.encoder_failure();) {
    const WorkId id = works[done];
    index.put(make_document(library, library.load(id), readings.count(id.v) != 0,
                            noted.count(id.v) != 0));
    if (++done % kWorksPerStep == 0) {
      index.commit(index.generation());
      if (progress) {
        progress(done, works.size());
      }
    }
  }
  index.commit(index.generation());
}

std::unique_ptr<Index> rebuild(library::Library& library, const IndexProgress& progress,
                               const Encoder& encoder, std::string_view why) {
  log(LogLevel::kInfo, "index_rebuild", {{"why", std::string(why)}});
  remove_index(index_folder(library.folder()));
  auto index =
      std::make_unique<Index>(index_folder(library.folder()), Index::Mode::kWrite, encoder);
  catch_up(library, *index, progress);
  return index;
}

}  // namespace

std::filesystem::path index_folder(const std::filesystem::path& library_folder) {
  return library_folder / "index";
}

std::unique_ptr<Index> open_current_index(library::Library& library, const IndexProgress& progress,
                                          const Encoder& encoder) {
  const std::filesystem::path folder = index_folder(library.folder());
  try {
    auto index = std::make_unique<Index>(folder, Index::Mode::kWrite, encoder);
    if (index->generation() > library.generation()) {
      index.reset();  // the library was restored from a backup
      return rebuild(library, progress, encoder, "ahead of the library");
    }
    catch_up(library, *index, progress);
    make_up(library, *index, encoder, progress);
    return index;
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
    return rebuild(library, progress, encoder, error.message());
  }
}

std::unique_ptr<Index> open_index_for_search(library::Library& library, bool* stale,
                                             const IndexProgress& progress,
                                             const Encoder& encoder) {
  const auto open = [&] {
    return std::make_unique<Index>(index_folder(library.folder()), Index::Mode::kRead, encoder);
  };
  if (stale != nullptr) {
    *stale = false;
  }
  std::unique_ptr<Index> index;
  try {
    index = open();
    if (index->generation() == library.generation()) {
      return index;
    }
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
  }
  const bool usable = index != nullptr && index->generation() <= library.generation();
  try {
    library::Library writer(library.folder(), library::Library::Mode::kWrite);
    index.reset();
    open_current_index(writer, progress, encoder).reset();
    return open();
  } catch (const Error& error) {
    // Another process is writing, or the folder is read-only: an index that is only behind still
    // answers.
    if ((error.code() == Errc::kLocked || error.code() == Errc::kIo) && usable) {
      if (stale != nullptr) {
        *stale = true;
      }
      return index != nullptr ? std::move(index) : open();
    }
    throw;
  }
}

}  // namespace assay::ingest
