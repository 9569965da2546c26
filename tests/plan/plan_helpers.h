#pragma once
/// A small library with its index for tests of the radar.

#include "base/files.h"
#include "ingest/import.h"
#include "ingest/indexing.h"
#include "plan/profile.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace assay::testing_support {

class LibraryTest : public testing::Test {
 protected:
  /// Imports records of the works format, one a line.
  void import(const std::string& lines) {
    std::ofstream(temporary_.path() / "a.jsonl") << lines;
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = ingest::open_current_index(library);
    ingest::import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl",
                        {});
  }
  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "library"; }

  TempDir temporary_;
};

/// A work of the works format.
inline std::string work(const std::string& id, const std::string& title,
                        const std::string& abstract, const std::string& more = {}) {
  return R"({"id":")" + id + R"(","title":")" + title + R"(","abstract":")" + abstract + "\"" +
         (more.empty() ? "" : "," + more) + "}\n";
}

}  // namespace assay::testing_support
