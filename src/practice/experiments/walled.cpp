#include "practice/experiments/walled_internal.h"
#include "practice/sandbox.h"

#include <fmt/format.h>

#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

/// Folders that a program outside the system needs: its environment (a venv) and, behind links, the
/// installation that it belongs to.
std::set<fs::path> homes_of(const fs::path& program) {
  std::set<fs::path> out;
  std::error_code ignored;
  for (const fs::path& place : {program, fs::canonical(program, ignored)}) {
    const fs::path home = place.parent_path().parent_path();
    if (home.has_relative_path() && home.string().rfind("/usr", 0) != 0) {
      out.insert(home);
    }
  }
  return out;
}

}  // namespace

ProcessStart wall_off(const ProcessStart& start, const fs::path& out) {
  SandboxJob job;
  job.in = start.folder;
  job.out = out;
  job.forks = true;
  for (const fs::path& home : homes_of(start.program)) {
    job.also_readable.push_back(home);
  }
  job.command = {"/usr/bin/env", "-C", "/in"};
  for (const auto& [name, value] : start.variables) {
    std::string inside = value;
    if (inside.rfind(out.string(), 0) == 0) {
      inside = "/out" + inside.substr(out.string().size());
    }
    job.command.push_back(fmt::format("{}={}", name, inside));
  }
  job.command.push_back(start.program.string());
  for (std::size_t i = 1; i < start.command.size(); ++i) {
    std::string word = start.command[i];
    for (std::size_t at = word.find(out.string()); at != std::string::npos;
         at = word.find(out.string(), at + 1)) {
      word.replace(at, out.string().size(), "/out");
    }
    job.command.push_back(std::move(word));
  }
  ProcessStart walled = start;
  walled.command = walled_command(job);
  walled.program = walled.command.front();
  return walled;
}

}  // namespace assay::practice
