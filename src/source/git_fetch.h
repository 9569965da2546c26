#pragma once
/// Fetching by libgit2 in a process of its own. libgit2 1.5 sets no time limit to its connections
/// and cannot be called off, so that a server that says nothing would hold a sync for ever; a
/// process can be ended at any moment. It is this program again, told so by its only argument;
/// what to fetch comes by its standard input, so that no address shows in the list of processes.
/// Threads: fetch_apart() from any, one at a time a folder.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

namespace assay::source {

/// What is to be fetched, and what it may take.
struct GitFetch {
  std::string url;               ///< https, http, git, ssh, file.
  std::filesystem::path folder;  ///< A bare repository that nobody else fetches into.
  std::uint64_t most_bytes = std::uint64_t{4096} << 20U;  ///< To receive.
  std::int64_t silent_ms = 120'000;                   ///< Without a sign of life it is given up.
  std::int64_t total_ms = std::int64_t{30} * 60'000;  ///< So long at most.
  const std::atomic<bool>* stop = nullptr;            ///< Ends it within a second when true.
};

/// Where the branch that HEAD names is kept in the copy.
inline constexpr const char* kMirroredHead = "refs/assay/head";

/// Brings the branch that HEAD names, and all tags; tags that are gone there go here. No redirect
/// is followed; the user's proxies are, but to this machine itself. What a fetch that was ended
/// before has left behind is removed first. Throws kNetwork, kBlocked (a login is asked for),
/// kNotFound, kLimit (more than `most_bytes`), kIo, kCancelled; kInternal in a program whose main()
/// does not call serve_git_fetch().
void fetch_apart(const GitFetch& fetch);

/// To be called first in main() of every program that fetches: does not return where the program
/// was started by fetch_apart().
void serve_git_fetch(int argc, char** argv);

}  // namespace assay::source
