#pragma once
/// What lies in a run's working folder: found again at its end, changed files are what it made.
/// Threads: pure functions on files.

#include "practice/experiments/record.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct FileState {
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;  ///< Time of the last change, as the file system says.
  std::uint64_t inode = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads the 0 in a defaulted <=>
  auto operator<=>(const FileState&) const = default;
};

struct FolderState {
  std::map<std::string, FileState> files;  ///< By path within the folder. No links, no devices.
  bool whole = true;                       ///< False: there were more than the limit.
};

/// Walks a folder, 8 levels deep. Left out: hidden folders but .mlruns, node_modules, __pycache__,
/// environments of Python, and of `experiments` (the library's, absolute) all that it holds, or,
/// within it, the records of runs. A folder that is not there is empty.
FolderState look_at_folder(const std::filesystem::path& folder,
                           const std::filesystem::path& experiments,
                           std::size_t most_files = 20000);

struct OutputLimits {
  std::size_t files = 1000;
  std::uint64_t hashed_bytes = std::uint64_t{4} << 30;  ///< Together; larger ones are only named.
};

/// Files of `after` that are new or other than in `before`, hashed, as outputs of `run`; `prefix`
/// stands before their paths.
void add_outputs(const std::filesystem::path& folder, const FolderState& before,
                 const FolderState& after, const std::string& prefix, const OutputLimits& limits,
                 Run& run);

/// SHA-256 in hexadecimal, of bytes and of a file ("" when it cannot be read). Memory: constant.
std::string sha256(std::string_view bytes);
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace assay::practice
