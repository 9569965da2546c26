#pragma once
/// What the fuzz targets share: a check that stays on, and a small index on disk.

#include "base/files.h"
#include "search/index.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace assay::fuzz {

/// Stops with the input kept unless `ok`.
inline void require(bool ok, const char* what) {
  if (!ok) {
    std::fprintf(stderr, "wrong: %s\n", what);
    std::abort();
  }
}

/// Two segments, one with a dead document, and learnt words.
inline void make_index(const std::filesystem::path& folder) {
  search::Index index(folder, search::Index::Mode::kWrite);
  const auto put = [&](std::int64_t id, const std::string& title) {
    search::Document document;
    document.id = WorkId{id};
    document.work.title = title;
    document.work.abstract = "a C++ study of k-means, GPT-4 and $\\beta$-VAE word" + title;
    document.work.authors = {"Ada M. Williams", "J\xC3\xBCrgen Doe"};
    document.work.venue = "Hall of Letters";
    document.work.date = "2021-06-17";
    document.sources = {"arXiv"};
    index.put(document);
  };
  for (std::int64_t id = 1; id <= 200; ++id) {
    put(id, "common title" + std::to_string(id % 17));
  }
  index.commit(1);
  put(3, "another title");
  put(201, "a last one");
  index.commit(2);
  index.learn();
}

}  // namespace assay::fuzz
