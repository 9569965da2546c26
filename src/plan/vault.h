#pragma once
/// The reader's works as a vault of Markdown files with front matter and [[links]], as Obsidian and
/// other note programs read them. One file a work that was noted, rated or read. What assay writes
/// stands in the front matter's own keys and between two marks; everything else in the file is the
/// user's and stays at every later export, and so does the file's name. Source of the format:
/// Obsidian's help, "Properties" and "Internal links". Threads: as the Library.

#include "library/library.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

inline constexpr std::string_view kVaultBegin =
    "<!-- assay:begin: written again by every export; write above or below -->";
inline constexpr std::string_view kVaultEnd = "<!-- assay:end -->";

struct VaultReport {
  std::size_t written = 0;  ///< New files.
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  /// Files of ours that were left as they are, since their marks or their front matter are gone.
  std::vector<std::string> left;
};

/// Writes the vault into `folder`, which is made. Only files that bear `assay:` in their front
/// matter are ever changed. Throws kIo.
VaultReport export_vault(library::Library& library, const std::filesystem::path& folder);

/// {"written","updated","unchanged","left":[…]}
std::string to_json(const VaultReport& report);

/// A title as the name of a file that every system and every link can bear; empty when nothing of
/// it is left.
std::string vault_name(std::string_view title);

/// `existing` with our keys and the marked part taken from `fresh`; `fresh` itself for an empty
/// `existing`. nullopt when `existing` has no front matter or not both marks, in order.
std::optional<std::string> merge_vault_file(const std::string& existing, const std::string& fresh);

}  // namespace assay::plan
