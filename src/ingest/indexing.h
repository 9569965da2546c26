#pragma once
/// Keeps the search index in step with the library. Threads: one thread a call.

#include "library/library.h"
#include "search/index.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace assay::ingest {

/// Folder of the index within a library's folder.
std::filesystem::path index_folder(const std::filesystem::path& library_folder);

/// What the index's vectors are made by; null: the static embeddings that the program carries. All
/// who open one index must give the same, or each makes it anew.
using Encoder = std::shared_ptr<const search::TextEncoder>;

/// Told how far a rebuild is: works done and works in all.
using IndexProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Opens the index for writing and brings it up to the library's generation; makes it anew when it
/// is missing, damaged, of another version, made with another encoder, ahead of the library, or
/// mostly made of dead entries. Works that `encoder` could not be asked for (search::Index) get
/// their vectors now if it can; `progress` is told of these likewise. The caller holds the
/// library's lock. Throws kIo.
std::unique_ptr<search::Index> open_current_index(library::Library& library,
                                                  const IndexProgress& progress = {},
                                                  const Encoder& encoder = nullptr);

/// Opens the index for reading. When it is missing, damaged or behind the library, it is mended
/// first, which takes the library's lock for that time; while another process holds it, an index
/// that is merely behind is used as it is. `stale`, when given, is set to whether the answer may
/// miss the latest changes. Throws kLocked when there is no usable index and another process is
/// writing.
std::unique_ptr<search::Index> open_index_for_search(library::Library& library,
                                                     bool* stale = nullptr,
                                                     const IndexProgress& progress = {},
                                                     const Encoder& encoder = nullptr);

}  // namespace assay::ingest
