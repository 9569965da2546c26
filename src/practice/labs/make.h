#pragma once
/// A lab of the reader's own, begun from a template. Threads: as the file system.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// Where the labs of a library's readers lie.
std::filesystem::path own_labs_folder(const std::filesystem::path& library_folder);
/// Small letters, digits and "-", which does not come first.
bool is_lab_name(std::string_view name) noexcept;
/// Writes the template of a lab into `folder`, by whose name the lab is called; gives its files.
/// Throws kUsage for a folder that no lab can be called by, kInvalid where there is such a folder.
std::vector<std::string> make_lab(const std::filesystem::path& folder);

}  // namespace assay::practice
