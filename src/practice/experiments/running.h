#pragma once
/// Runs that are going on, in all of the library: LIBRARY/experiments/.running/NAME:ID, a file with
/// the working folder, from before the start to after the end. So the next start finds quickly what
/// a kill left behind. Threads: pure functions on files, between processes too.

#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {

class RunningMark {
 public:
  /// Throws kIo.
  RunningMark(const std::filesystem::path& library, const std::string& experiment,
              const std::string& id, const std::filesystem::path& folder);
  RunningMark(const RunningMark&) = delete;
  RunningMark& operator=(const RunningMark&) = delete;
  RunningMark(RunningMark&&) = delete;
  RunningMark& operator=(RunningMark&&) = delete;
  ~RunningMark();

 private:
  std::filesystem::path file_;
};

/// Writes "interrupted", and how far they came, into the record of every run whose writer is gone.
/// Returns them as "NAME/ID".
std::vector<std::string> repair_runs(const std::filesystem::path& library);

/// All that go on, "NAME/ID", as far as their marks tell.
std::vector<std::string> runs_going_on(const std::filesystem::path& library);

/// Other runs, "NAME/ID", that are going on in a working folder, `but` left out.
std::vector<std::string> runs_in_folder(const std::filesystem::path& library,
                                        const std::filesystem::path& folder,
                                        const std::string& but);

}  // namespace assay::practice
