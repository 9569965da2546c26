#pragma once
/// Which Python runs a learner's file. Threads: any.

#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {

struct Python {
  std::filesystem::path program = "/usr/bin/python3";
  std::vector<std::filesystem::path> folders = {};  ///< That it needs beside /usr.
};

/// The first python3 of the folders of `path` (as $PATH has them) that is a program and has NumPy;
/// without NumPy where none has it; /usr/bin/python3 where there is none. A virtual environment is
/// taken as one. Never one that would need all of `home` or of / to be readable.
Python find_python(const std::string& path, const std::filesystem::path& home);
/// By $PATH and $HOME.
Python usual_python();

}  // namespace assay::practice
