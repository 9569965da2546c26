#pragma once
/// ro-crate-metadata.json of a crate. Private to the room. Threads: pure functions.
/// Source: RO-Crate Metadata Specification 1.1 (w3id.org/ro/crate/1.1) and the profile Process Run
/// Crate 0.5 (w3id.org/ro/wfrun/process/0.5).

#include "practice/experiments/crate.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::practice {

/// A file of the crate.
struct CrateFile {
  std::string path;  ///< Within the crate, with "/".
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// `files`: all but the metadata, the manifest and the signature.
std::string crate_metadata(const Selection& selection, const Report& report,
                           const std::vector<CrateFile>& files, const CrateOptions& options);

}  // namespace assay::practice
