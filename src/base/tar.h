#pragma once
/// Folders as one file: POSIX ustar (IEEE Std 1003.1, pax: "ustar interchange format"), with pax
/// records for paths that are longer than its fields. Only regular files and folders are written
/// and read. Threads: pure functions on files.

#include <cstdint>
#include <filesystem>
#include <string>

namespace assay {

/// Packs all that `folder` holds, by path, beneath one folder `name`; times and owners are left
/// out, so that the same files give the same bytes. Throws kIo.
void write_tar(const std::filesystem::path& folder, const std::string& name,
               const std::filesystem::path& file);

/// Unpacks into `folder`, which is made; of GNU's extensions long names are read too. Throws
/// kInvalid (no such archive, a torn one, an absolute path or one with "..", a link or a device),
/// kLimit (more than 100,000 files, or than `most_bytes` in all), kIo.
void read_tar(const std::filesystem::path& file, const std::filesystem::path& folder,
              std::uint64_t most_bytes);

}  // namespace assay
