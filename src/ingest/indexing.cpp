#include "ingest/indexing.h"

#include "ingest/absorb.h"
#include "ingest/learning.h"
#include "library/reader.h"

#include <algorithm>

namespace assay::ingest {
namespace {

constexpr std::size_t kWorksPerStep = 250;
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

/// Works as they stand in the library now, and those that left it.
struct Step {
  std::vector<search::Document> documents;
  std::vector<WorkId> gone;
};

/// Needs no library, so that others may write to it meanwhile.
void put_step(Index& index, Step step, Turn* turn) {
  const Rest rest(turn);
  for (const WorkId id : step.gone) {
    index.remove(id);
  }
  for (search::Document& document : step.documents) {
    index.put(std::move(document));
  }
}

void commit_resting(Index& index, std::int64_t generation, Turn* turn) {
  const Rest rest(turn);
  index.commit(generation);
}

/// Reads what changed since the index's generation, up to that of the library now.
void catch_up_once(library::Library& library, Index& index, const IndexOptions& options) {
  const std::int64_t target = library.generation();
  const std::int64_t from = index.generation();
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
    Step step;
    for (const library::Library::Change& change : changes) {
      if (change.gone) {
        step.gone.push_back(change.id);
      } else {
        step.documents.push_back(make_document(library, library.load(change.id),
                                               library::has_read(readings, change.id),
                                               noted.count(change.id.v) != 0));
      }
    }
    put_step(index, std::move(step), options.turn);
    after = changes.back().id;
    done += changes.size();
    since_commit += changes.size();
    if (since_commit >= kWorksPerCommit) {
      // Kept, but still behind: a kill now only means to read these again.
      commit_resting(index, from, options.turn);
      since_commit = 0;
    }
    if (options.progress && total > 0) {
      options.progress(done, total);
    }
  }
  // What others wrote meanwhile is later than the target and is read once more.
  commit_resting(index, target, options.turn);
}

void catch_up(library::Library& library, Index& index, IndexOptions options) {
  constexpr int kMostRests = 5;
  for (int round = 0; index.generation() != library.generation(); ++round) {
    if (round == kMostRests) {
      options.turn = nullptr;  // others write faster than this reads
    }
    catch_up_once(library, index, options);
    options.tell = nullptr;
    options.progress = nullptr;
  }
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

bool is_back_resting(const search::TextEncoder& encoder, Turn* turn) {
  const Rest rest(turn);
  return is_back(encoder);
}

/// Works without vectors are put again when the encoder is back.
void make_up(library::Library& library, Index& index, const IndexOptions& options) {
  if (options.encoder == nullptr || index.encoder_failure()) {
    return;
  }
  const std::vector<WorkId> works = index.without_vectors();
  if (works.empty() || !is_back_resting(*options.encoder, options.turn)) {
    return;
  }
  const auto readings = library::readings(library);
  const auto noted = library::noted_works(library);
  for (std::size_t done = 0; done < works.size() && !index.encoder_failure();) {
    Step step;
    const std::size_t end = std::min(works.size(), done + kWorksPerStep);
    for (; done < end; ++done) {
      const WorkId id = works[done];
      if (const auto stored = library.find(id)) {  // others may have joined it to another
        step.documents.push_back(make_document(library, *stored, library::has_read(readings, id),
                                               noted.count(id.v) != 0));
      }
    }
    put_step(index, std::move(step), options.turn);
    commit_resting(index, index.generation(), options.turn);
    if (options.progress) {
      options.progress(done, works.size());
    }
  }
}

void learn_resting(Index& index, Turn* turn) {
  const Rest rest(turn);
  learn_where_there_is_room(index);
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
  learn_resting(*index, options.turn);
  catch_up(library, *index, options);  // what was written while it rested
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
    make_up(library, *index, options);
    learn_resting(*index, options.turn);
    catch_up(library, *index, options);
    return index;
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
    return rebuild(library, options, error.message());
  }
}

bool is_index_current(library::Library& library, const IndexOptions& options) {
  try {
    const Index index(index_folder(library.folder()), Index::Mode::kRead, options.encoder);
    return is_current(index, library);
  } catch (const Error& error) {
    if (!calls_for_rebuild(error)) {
      throw;
    }
    return false;
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
