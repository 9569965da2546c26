#pragma once
/// Words of the user's own, learnt once the index holds what it is to hold. Threads: as the index.

#include "base/error.h"
#include "search/index.h"

namespace assay::ingest {

/// As Index::learn(), which only makes meaning better: without room for it the index stays as it
/// is, whole and current, and the next import or sync tries again.
inline void learn_where_there_is_room(search::Index& index) {
  try {
    index.learn();
  } catch (const Error& error) {
    if (error.code() != Errc::kIo) {
      throw;
    }
  }
}

}  // namespace assay::ingest
