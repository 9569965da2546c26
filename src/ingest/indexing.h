#pragma once
/// Keeps the search index in step with the library. Threads: one thread a call.

#include "base/turn.h"
#include "library/library.h"
#include "search/index.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace assay::ingest {

/// Folder of the index within a library's folder.
std::filesystem::path index_folder(const std::filesystem::path& library_folder);

/// What the index's vectors are made by; null: the static embeddings that the program carries. All
/// who open one index must give the same, or each makes it anew.
using Encoder = std::shared_ptr<const search::TextEncoder>;

/// Told how far a rebuild is: works done and works in all.
using IndexProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Told in one line why the index is made anew, or that it was behind the library.
using IndexTelling = std::function<void(const std::string& line)>;

struct IndexOptions {
  IndexProgress progress;
  Encoder encoder;
  IndexTelling tell;
  /// Of a writer who lets others write with its library: put down whenever the index alone is
  /// worked on, which is nearly always. Null: none.
  Turn* turn = nullptr;
};

/// Opens the index for writing and brings it up to the library's generation; makes it anew when it
/// is missing, damaged, of another version, made with another encoder, made from another library
/// (or from this one before a restore), or mostly made of dead entries. Works that the encoder
/// could not be asked for (search::Index) get their vectors now if it can; `progress` is told of
/// these likewise. The caller holds the library's lock. Throws kIo. Pages are verified when they
/// are first read: damage may show later (with_index).
std::unique_ptr<search::Index> open_current_index(library::Library& library,
                                                  const IndexOptions& options = {});

/// Whether the index can be opened for reading and holds all that the library does.
bool is_index_current(library::Library& library, const IndexOptions& options);

/// Opens the index for reading. When it is missing, damaged or behind the library, it is mended
/// first, which takes the library's lock for that time; while another process holds it, an index
/// that is merely behind is used as it is. A library open for reading is renewed to see what the
/// index holds. `stale`, when given, is set to whether the answer may miss the latest changes.
/// Throws kLocked when there is no usable index and another process is writing.
std::unique_ptr<search::Index> open_index_for_search(library::Library& library,
                                                     const IndexOptions& options = {},
                                                     bool* stale = nullptr);

/// Runs `use` with the index as open_index_for_search() gives it. When the index turns out damaged
/// on the way, it is made anew and `use` runs once more from its beginning: it must not have
/// printed anything by then. Throws what these throw.
void with_index(library::Library& library, const IndexOptions& options,
                const std::function<void(const search::Index& index, bool stale)>& use);

}  // namespace assay::ingest
