#include "practice/experiments/running.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

fs::path place(const fs::path& library) {
  return experiments_folder(library) / ".running";
}

/// Experiment and run of a mark's name.
std::pair<std::string, std::string> parts(const fs::path& mark) {
  const std::string name = mark.filename().string();
  const std::size_t colon = name.find(':');
  return colon == std::string::npos ? std::pair<std::string, std::string>()
                                    : std::pair(name.substr(0, colon), name.substr(colon + 1));
}

/// "experiment/run", as it is told to people.
std::string name_of(const fs::path& mark) {
  const auto [experiment, id] = parts(mark);
  return fmt::format("{}/{}", experiment, id);
}

std::vector<fs::path> marks(const fs::path& library) {
  std::vector<fs::path> out;
  std::error_code trouble;
  for (fs::directory_iterator it(place(library), trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    if (!parts(it->path()).second.empty()) {
      out.push_back(it->path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

RunningMark::RunningMark(const fs::path& library, const std::string& experiment,
                         const std::string& id, const fs::path& folder)
    : file_(place(library) / (experiment + ":" + id)) {
  make_folders(file_.parent_path());
  std::ofstream out(file_, std::ios::binary);
  out << folder.string() << '\n';
  out.close();
  if (!out) {
    throw io_error("cannot write file", file_.string(), errno);
  }
}

RunningMark::~RunningMark() {
  std::error_code ignored;
  fs::remove(file_, ignored);
}

std::vector<std::string> repair_runs(const fs::path& library) {
  std::vector<std::string> repaired;
  for (const fs::path& mark : marks(library)) {
    const auto [experiment, id] = parts(mark);
    const fs::path folder = run_folder(experiment_folder(library, experiment), id);
    std::error_code ignored;
    try {
      const Run run = read_run(folder);
      if (run.status == RunStatus::kRunning) {
        continue;
      }
      if (run.status == RunStatus::kInterrupted && run.end_ns == 0) {
        write_run(folder, run);
        fs::remove(folder / "reserve", ignored);
        repaired.push_back(name_of(mark));
      }
      fs::remove(mark, ignored);
    } catch (const Error& error) {
      if (error.code() == Errc::kNotFound || error.code() == Errc::kCorrupt) {
        fs::remove(mark, ignored);  // nothing to mend
      }
    }
  }
  return repaired;
}

std::vector<std::string> runs_going_on(const fs::path& library) {
  std::vector<std::string> out;
  for (const fs::path& mark : marks(library)) {
    out.push_back(name_of(mark));
  }
  return out;
}

std::vector<std::string> runs_in_folder(const fs::path& library, const fs::path& folder,
                                        const std::string& but) {
  std::vector<std::string> out;
  for (const fs::path& mark : marks(library)) {
    std::ifstream in(mark);
    std::string line;
    std::getline(in, line);
    if (std::string name = name_of(mark); line == folder.string() && name != but) {
      out.push_back(std::move(name));
    }
  }
  return out;
}

}  // namespace assay::practice
