#pragma once
/// What the process that waits for a fetch and the one that does it have agreed on: the first tells
/// {"parent", "url", "folder", "most_bytes"} and closes its side; the second says kGitFetchAlive
/// now and then, at its end {} or an Error's parts. Private to the room. Threads: any.

#include "source/git_fetch.h"

#include <atomic>

namespace assay::source {

inline constexpr const char* kGitFetchArgument = "git-fetch-apart";
inline constexpr char kGitFetchAlive = '.';

/// main() has called serve_git_fetch(): starting this program again does what is wanted.
std::atomic<bool>& is_git_fetch_served();

}  // namespace assay::source
