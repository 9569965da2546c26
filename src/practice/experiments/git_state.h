#pragma once
/// The state of the repository that a folder lies in, read by libgit2, which is loaded for it; no
/// program of the repository's configuration is run. Threads: internally locked.

#include "practice/experiments/record.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace assay::practice {

struct GitReading {
  GitState state;     ///< diff_sha256 is left empty.
  std::string patch;  ///< What the working tree's tracked files have beyond the commit, for `git
                      ///< apply`; cut off, which `state.trouble` tells, beyond `most_patch` bytes.
};

/// Never throws for what is wrong with a repository: `state.trouble` says it. Outside a repository
/// everything is empty. Cost: a stat for every file of the tree.
GitReading read_git_state(const std::filesystem::path& folder,
                          std::size_t most_patch = std::size_t{16} << 20);

}  // namespace assay::practice
