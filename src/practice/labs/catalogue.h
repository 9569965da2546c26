#pragma once
/// All labs: those that come with the program, and those in a folder of the reader's, which may put
/// one in another's place. Threads: const methods concurrent.

#include "practice/labs/lab.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

class Catalogue {
 public:
  /// Throws kInvalid for a lab of the program's own that is malformed. `own`: the reader's folder
  /// of labs; need not exist.
  explicit Catalogue(const std::filesystem::path& own = {});

  /// Each after those that it requires, else in the order of docs/labs.md.
  [[nodiscard]] const std::vector<Lab>& labs() const noexcept { return labs_; }
  /// Throws kNotFound, with a near name where there is one.
  [[nodiscard]] const Lab& require(std::string_view name) const;
  /// All that a lab builds on, near or far, in the order of labs(). Throws as require.
  [[nodiscard]] std::vector<std::string> before(std::string_view name) const;
  /// Labs of the reader's that could not be read, in words.
  [[nodiscard]] const std::vector<std::string>& troubles() const noexcept { return troubles_; }

 private:
  std::vector<Lab> labs_;
  std::vector<std::string> troubles_;
};

/// The files of a lab's folder that a lab is read from. Throws kNotFound without lab.toml.
LabFiles read_lab_folder(const std::filesystem::path& folder);

}  // namespace assay::practice
