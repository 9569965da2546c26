#pragma once
/// Which packages a command's interpreter sees, without running it: names and versions from the
/// names of *.dist-info and *.egg-info in its site-packages, and from npm's hidden lock file
/// node_modules/.package-lock.json, else each package.json. Threads: pure functions on files.
/// Cost: a few milliseconds for several hundred packages.

#include "practice/experiments/record.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace assay::practice {

/// Value of an environment variable; empty when it is not set.
using Variable = std::function<std::string(const char*)>;

struct FoundPackages {
  std::string interpreter;  ///< "Python 3.11.2 (/usr/bin/python3.11)", "node (/usr/bin/node)"
  std::vector<PackageVersion> packages;  ///< By ecosystem and name, each name once.
};

/// The program that a command's first word runs, found as a shell does; empty when there is none.
std::filesystem::path find_program(const std::string& word, const std::filesystem::path& folder,
                                   const std::string& path);

/// Python's, when the command is a Python, a script of it ("#!…python"), or words that speak of
/// one ("bash run.sh" whose text does); npm's, when it is node, npm or npx, or likewise.
FoundPackages find_packages(const std::vector<std::string>& command,
                            const std::filesystem::path& folder, const Variable& variable);

}  // namespace assay::practice
