#include "ingest/indexing.h"

#include "ingest/absorb.h"
#include "ingest/learning.h"
#include "library/reader.h"

#include <algorithm>

namespace assay::ingest {
namespace {

constexpr std::size_t kWorksPerStep = 1000;
constexpr std::size_t kWorksPerCommit = 50000;
/// So many works touched is the ordinary way: ratings and notes are read by the next search.
constexpr std::size_t kFewWorks = 20;

using search::Index;

bool calls_for_rebuild(const Error& error) noexcept {
  return error.code() == Errc::kCorrupt || error.code() == Errc::kUnsupportedVersion ||
         error.code() == Errc::kNotFound;
}

/// An index that nothing was ever committed to belongs to any library.
bool is_of(const Index& index, library::Library& library) {
  return index.lineage() == library.lineage() || (index.lineage() == 0 && index.size() == 0);
}

/// What the index holds is of this library and not ahead of it.
bool is_usable(const Index& index, library::Library& library) {
  return is_of(index, library) && index.generation() <= library.generation();
}

bool is_current(const Index& index, library::Library& library) {
  return is_of(index, library) && index.generation() == library.generation();
}

void remove_index(const std::filesystem::path& folder) {
  std::error_code ec;
  std::filesystem::remove_all(folder, ec);
  if (ec) {
    throw io_error("cannot remove the damaged index", folder.string(), ec.value());
  }
}

/// Whether works came or went that the index does not know of, or many changed, rather than that
/// the reader rated some.
bool is_behind(const Index& index, const std::vector<library::Library::Change>& changes) {
  return changes.size() > kFewWorks ||
         std::any_of(changes.begin(), changes.end(), [&](const library::Library::Change& change) {
           return change.gone == index.holds(change.id);
         });
}

/// Reads what changed since the index's generation.
void catch_up(library::Library& library, Index& index, const IndexOptions& options) {
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
    if (from > 0 && done == 0 && options.tell && is_behind(index, changes)) {
      options.tell("the search index was behind the library: it is brought up to date");
    }
    for (const library::Library::Change& change : changes) {
      if (change.gone) {
        index.remove(change.id);
      } else {
        index.put(make_document(library, library.load(change.id),
                                library::has_read(readings, change.id),
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
    if (options.progress && total > 0) {
      options.progress(done, total);
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
    index.put(make_document(library, library.load(id), library::has_read(readings, id),
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

void tell_made_anew(library::Library& library, const IndexOptions& options, std::string_view why) {
  if (options.tell && library.size() > 0) {
    options.tell("the search index is made anew from the library: " + std::string(why));
  }
}

std::unique_ptr<Index> rebuild(library::Library& library, const IndexOptions& options,
                               std::string_view why) {
  tell_made_anew(library, options, why);
  remove_index(index_folder(library.folder()));
  auto index =
      std::make_unique<Index>(index_folder(library.folder()), Index::Mode::kWrite, options.encoder);
  index->set_lineage(library.lineage());
  catch_up(library, *index, options);
  learn_where_there_is_room(*index);
  return index;
}

/// Mends an index that turned out damaged in use; another process may have done so by now.
void mend(const std::filesystem::path& folder, const IndexOptions& options) {
  library::Library library(folder, library::Library::Mode::kWrite);
  std::unique_ptr<Index> index = open_current_index(library, options);
  try {
    index->check();
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
    index.reset();
    index = rebuild(library, options, error.message());
  }
}

}  // namespace

std::filesystem::path index_folder(const std::filesystem::path& library_folder) {
  return library_folder / "index";
}

std::unique_ptr<Index> open_current_index(library::Library& library, const IndexOptions& options) {
  const std::filesystem::path folder = index_folder(library.folder());
  try {
    auto index = std::make_unique<Index>(folder, Index::Mode::kWrite, options.encoder);
    if (!is_usable(*index, library)) {
      // The library was restored from a backup, or is another one; an older assay told no lineage.
      const bool told = index->lineage() != 0;
      index.reset();
      return rebuild(library, options,
                     told ? "it was made from another library" : "it was made by an older assay");
    }
    if (index->lineage() == 0) {  // nothing was ever committed to it
      tell_made_anew(library, options, "it was missing");
    }
    index->set_lineage(library.lineage());
    catch_up(library, *index, options);
    make_up(library, *index, options.encoder, options.progress);
    learn_where_there_is_room(*index);
    return index;
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
    return rebuild(library, options, error.message());
  }
}

std::unique_ptr<Index> open_index_for_search(library::Library& library, const IndexOptions& options,
                                             bool* stale) {
  const auto open = [&] {
    return std::make_unique<Index>(index_folder(library.folder()), Index::Mode::kRead,
                                   options.encoder);
  };
  if (stale != nullptr) {
    *stale = false;
  }
  std::unique_ptr<Index> index;
  try {
    index = open();
    if (!is_current(*index, library)) {
      library.renew();  // a writer may have committed since it was opened
    }
    if (is_current(*index, library)) {
      return index;
    }
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
  }
  const bool usable = index != nullptr && is_usable(*index, library);
  try {
    library::Library writer(library.folder(), library::Library::Mode::kWrite);
    index.reset();
    open_current_index(writer, options).reset();
    library.renew();
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

void with_index(library::Library& library, const IndexOptions& options,
                const std::function<void(const Index&, bool stale)>& use) {
  const auto once = [&] {
    bool stale = false;
    const std::unique_ptr<Index> index = open_index_for_search(library, options, &stale);
    use(*index, stale);
  };
  try {
    once();
  } catch (const Error& error) {
    if (error.code() != Errc::kCorrupt) {
      throw;
    }
    try {
      mend(library.folder(), options);
    } catch (const Error&) {
      throw error;  // what was found matters more than why it could not be mended
    }
    library.renew();
    once();
  }
}

}  // namespace assay::ingest
