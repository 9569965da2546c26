#pragma once
/// Which files a run reads, and their hashes, so that two runs can be told apart by their data.
/// Four ways to know of one: experiment.toml or --data lists it; an argument names it; it was
/// opened and closed for reading within the working folder (inotify); a process of the run was seen
/// to hold it open or mapped (/proc, now and then). Not seen: what is read and closed elsewhere
/// between two looks, what a process reads that was not started by the first thread of another,
/// and what comes over a network or from a database's server. Left out: what belongs to the system,
/// to an environment of Python or to node_modules, and what the run itself wrote.
/// Threads: one thread an object.

#include "base/files.h"
#include "practice/experiments/folder.h"
#include "practice/experiments/record.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace assay::practice {

struct InputLimits {
  std::size_t files = 1000;
  /// Together; those beyond are named without a hash. Listed files come first, then arguments.
  std::uint64_t hashed_bytes = std::uint64_t{2} << 30;
  std::size_t watched_folders = 1000;
};

class InputWatch {
 public:
  /// `folder`: the working folder, as look_at_folder found it (`before`). `own`: a folder of the
  /// run's, whose files are none of its inputs. Begins to watch; never throws for what cannot be
  /// watched.
  InputWatch(const std::filesystem::path& folder, const FolderState& before,
             const std::filesystem::path& own, const InputLimits& limits);

  /// Files, or folders with all that they hold, beneath the working folder or else beneath
  /// `other`. Returns those that are not there.
  std::vector<std::string> list(const std::vector<std::string>& paths,
                                const std::filesystem::path& other);
  /// A file that is no input though it is read: one that metrics are taken from.
  void leave_out(const std::filesystem::path& file);
  /// The file that this process has open under a number, when it is a plain one: standard input.
  void take_descriptor(int number);
  /// Words of a command that name files, behind a "=" too. The first counts when it has a "/".
  void take_arguments(const std::vector<std::string>& command);
  /// What happened in the folder since the last call. Cheap.
  void look_at_folder_events();
  /// What a process and those that it started hold open now. Cost: some 50 us a process, and more
  /// where it has thousands of files mapped.
  void look_at_processes(pid_t pid);
  /// Hashes what was found, into run.inputs, .inputs_left_out and .notes. `after`: the working
  /// folder now. Large files' hashes are remembered in `cache` (a file; see HashCache) and taken
  /// from there while size, time of change and inode are the same.
  void finish(const FolderState& after, const std::filesystem::path& cache, Run& run);

 private:
  enum class How : std::uint8_t { kListed, kArgument, kRead, kOpen };
  void add(const std::filesystem::path& file, How how);
  void watch_folders(const FolderState& before);
  void look_at_descriptors(pid_t pid);
  void look_at_maps(pid_t pid);

  std::filesystem::path folder_;
  std::filesystem::path own_;
  FolderState before_;
  InputLimits limits_;
  Fd events_;
  std::map<int, std::string> watched_;  ///< Paths within the folder, "" or with "/" at the end.
  std::map<std::string, How> found_;    ///< By absolute path.
  std::set<std::string> left_out_;      ///< Absolute paths.
};

/// Where a library keeps the hashes of large files: LIBRARY/experiments/.hashes.
std::filesystem::path input_hashes(const std::filesystem::path& library);

/// Whether what a recorded run read is there with the same content; files without a hash, and those
/// that were only seen open, are not asked. `cache`: as for InputWatch::finish.
bool inputs_are_unchanged(const Run& run, const std::filesystem::path& cache);

/// Whether a file of that name is a program's text rather than data.
bool is_code_file(std::string_view path) noexcept;

}  // namespace assay::practice
