#pragma once
/// The folder in which a reader works on a lab, and the log of it. Threads: one thread.

#include "cli/context.h"
#include "cli/lab_text.h"
#include "library/labs.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/program.h"
#include "practice/labs/works.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::cli {

/// What lab.json of such a folder says.
struct LabFolder {
  std::filesystem::path path;
  std::string lab;
  std::string variant = "plain";
  practice::Language language = practice::Language::kPython;
  bool placing = false;  ///< What the lab builds on counts as known once it passes.
  [[nodiscard]] std::filesystem::path solution() const {
    return path / practice::solution_name(language);
  }
};

/// Labs of the program's and of the reader's (`own-labs` of the library's folder).
practice::Catalogue open_catalogue(const Context& context);
/// The Python of $PATH, and the cache in $XDG_CACHE_HOME or ~/.cache.
practice::ProgramSettings lab_program_settings(bool walled);
/// The log; empty where there is no library yet.
LabMemories read_lab_memories(const Context& context);
/// Appends to the log; while another process writes it says that it is not kept. After a check that
/// passed for the first time since the start, the week's item is ticked and the ledger has it.
void note_lab(const Context& context, const library::LabEvent& event, const practice::Lab& lab,
              bool solved);

/// Makes the files of a lab, none in the place of another. Returns those made. Throws kInvalid when
/// there is work in the folder already.
std::vector<std::filesystem::path> make_lab_folder(const practice::Lab& lab,
                                                   const LabFolder& folder);
/// The folder that --dir names, else the one of the lab's last start, else the current one. Throws
/// kNotFound.
LabFolder find_lab_folder(const std::string& name, const std::string& dir,
                          const LabMemories& memories);

}  // namespace assay::cli
