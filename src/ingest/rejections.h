#pragma once
/// The list of records that could not be read, beside the library. Threads: one thread.

#include "source/reader.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace assay::ingest {

/// Writes rejections as JSON Lines (docs/formats.md), making the file with the first one.
class RejectionFile {
 public:
  /// `input`: what was read, as the lines name it; `name`: of the list, less its ending. Of the
  /// list of an earlier run the first `kept` lines stay, where this run goes on from there; else it
  /// is removed: this one answers it. Throws kIo.
  RejectionFile(std::filesystem::path folder, std::string input, const std::string& name,
                std::uint64_t kept = 0);

  /// Throws kIo.
  void add(const source::Rejection& rejection);
  /// Where they are, if there are any.
  [[nodiscard]] std::optional<std::filesystem::path> written() const;

 private:
  std::filesystem::path folder_;
  std::string input_;
  std::filesystem::path path_;
  std::ofstream out_;
  bool has_lines_ = false;
};

}  // namespace assay::ingest
