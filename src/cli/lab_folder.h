#pragma once
/// The folder in which a reader works on a lab, and the log of it. Threads: one thread.

#include "cli/context.h"
#include "cli/lab_text.h"
#include "library/labs.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/folder.h"
#include "practice/labs/works.h"

#include <filesystem>
#include <string>

namespace assay::cli {

using practice::LabFolder;

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

/// Where built programs of labs are kept; empty without a place for it.
std::filesystem::path lab_cache_folder();
/// The folder that --dir names, else the one of the lab's last start, else the current one. Throws
/// kNotFound.
LabFolder find_lab_folder(const std::string& name, const std::string& dir,
                          const LabMemories& memories);

}  // namespace assay::cli
