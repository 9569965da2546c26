#pragma once
/// The folder in which a learner works on a lab: lab.json says which lab it is of, beside it lie
/// the solution and the statement. Threads: as the file system.

#include "practice/labs/catalogue.h"
#include "practice/labs/program.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

/// What lab.json of such a folder says.
struct LabFolder {
  std::filesystem::path path;
  std::string lab;
  std::string variant = "plain";
  Language language = Language::kPython;
  bool placing = false;  ///< What the lab builds on counts as known once it passes.
  [[nodiscard]] std::filesystem::path solution() const { return path / solution_name(language); }
};

/// nullopt where the folder is none of a lab. Throws kInvalid for a damaged lab.json.
std::optional<LabFolder> read_lab_mark(const std::filesystem::path& path);
/// The place of a lab's folder when none is named: "labs/softmax-cpp-turned" of the library's;
/// "labs/@ada/softmax" for a `reader` that is not the first (empty), so that each has their own.
std::filesystem::path usual_lab_folder(const std::filesystem::path& library_folder,
                                       const LabFolder& folder, const std::string& reader);
/// Makes the files of a lab, none in the place of another. Returns those made. Throws kInvalid when
/// there is work in the folder already, kNotFound for a form that the lab does not have.
std::vector<std::filesystem::path> make_lab_folder(const Lab& lab, const LabFolder& folder);
/// Puts the starter in the place of the solution, which is kept beside it: returns where; empty
/// when there was none.
std::filesystem::path reset_lab_folder(const Lab& lab, const LabFolder& folder);
/// The learner's file. Throws kNotFound, kLimit above 1 MiB.
Solution read_solution(const LabFolder& folder);

/// How the reader stands with a lab (plan/lab_memory.h).
struct LabState {
  std::string standing = "new";  ///< "new", "started", "solved", "due"
  int attempts = 0;
  int hints = 0;
  int solved = 0;
  std::int64_t due = 0;  ///< Seconds since 1970 UTC; 0 before it is solved.
};
/// {"labs":[{"name","title","works","requires","minutes","state",…}]}
std::string lab_list_json(const Catalogue& catalogue,
                          const std::map<std::string, LabState>& states);

}  // namespace assay::practice
