#pragma once
/// Small works and indexes for the tests of the search room.

#include "base/files.h"
#include "search/index.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::search {

inline Document make_document(std::int64_t id, std::string title, std::string abstract = {}) {
  Document document;
  document.id = WorkId{id};
  document.work.title = std::move(title);
  document.work.abstract = std::move(abstract);
  return document;
}

/// An index in a folder of its own.
class Shelf {
 public:
  explicit Shelf(const std::vector<Document>& documents = {}) {
    Index index(folder(), Index::Mode::kWrite);
    for (const Document& document : documents) {
      index.put(document);
    }
    index.commit(1);
  }
  [[nodiscard]] std::filesystem::path folder() const { return temp_.path() / "index"; }
  [[nodiscard]] Results results(std::string_view query, const Options& options = {}) const {
    return Index(folder(), Index::Mode::kRead).search(parse_query(query), options);
  }
  /// Numbers of the works found, best first.
  [[nodiscard]] std::vector<std::int64_t> find(std::string_view query, Options options = {}) const {
    options.k = 1000;
    std::vector<std::int64_t> ids;
    for (const Hit& hit : results(query, options).hits) {
      ids.push_back(hit.id.v);
    }
    return ids;
  }

 private:
  TempDir temp_;
};

/// Files that grow above so many bytes fail to be written while it lives, as on a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace assay::search
