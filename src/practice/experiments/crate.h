#pragma once
/// An experiment as a folder for another person: an RO-Crate 1.1 (with the Process Run Crate
/// profile 0.5) that carries the report, the runs' records, logs and metrics, and a signature.
///
///   ro-crate-metadata.json   what everything is (JSON-LD); needed by the specification
///   report.md report.html curves.svg comparison.json
///   experiment/…             experiment.toml and the small files beside it
///   runs/ID/…                run.json, metrics.csv, stdout.log, stderr.log, diff.patch
///   manifest-sha256.txt      "HASH  PATH" of each file above, by path: `sha256sum -c` reads it
///   signature.json           {"version":1,"algorithm":"ed25519","public_key","signature"} over
///                            "assay crate 1\n" and the manifest's bytes
///
/// Paths below the user's home are written as "~". Threads: pure functions on files.

#include "practice/experiments/report.h"
#include "practice/experiments/signature.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

struct CrateOptions {
  std::string license;  ///< SPDX id or address; empty: the crate says that none was chosen.
  std::string author;   ///< Name; empty: none is given.
  std::int64_t at = 0;  ///< Seconds since 1970 UTC.
  std::string home;     ///< Of the user, to be written as "~"; empty: nothing is.
};

struct CrateReport {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  std::string public_key;
  std::vector<std::string> left_out;  ///< Files that were not taken, and why.
};

/// Makes `folder`, which must not exist or be empty; it appears whole or not at all.
/// Throws kInvalid, kIo, kNotFound (no runs).
CrateReport export_crate(const Selection& selection, const std::filesystem::path& folder,
                         const Signer& signer, const CrateOptions& options);

struct CrateProblem {
  std::string path;  ///< Within the crate.
  std::string what;  ///< "changed", "missing", "added", "a link", …
};

struct CrateCheck {
  std::size_t files = 0;               ///< That the manifest names.
  std::string public_key;              ///< Of the signature; empty where there is none.
  bool signature = false;              ///< It is good for the manifest as it is.
  bool expected_key = true;            ///< False: another key than the one asked for.
  std::vector<CrateProblem> problems;  ///< By path.
  [[nodiscard]] bool good() const { return signature && expected_key && problems.empty(); }
};

/// `key`: the public key that is to have signed it; empty: any. Follows no links. Throws kNotFound
/// (no such folder, or no crate), kIo.
CrateCheck verify_crate(const std::filesystem::path& folder, const std::string& key);

/// {"good","files","public_key","fingerprint","signature","expected_key","problems":[{"path",
/// "what"}]}
std::string to_json(const CrateCheck& check);

}  // namespace assay::practice
