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
/// Writes the template of a lab into a folder of its name within `parent`; gives its files. Throws
/// kUsage for what is no name, kInvalid where there is such a folder.
std::vector<std::string> make_lab(const std::filesystem::path& parent, const std::string& name);

}  // namespace assay::practice
