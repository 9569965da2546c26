#pragma once
/// A SQLite file layer that puts a checksum at the end of every page, so that damage is found
/// when a page is read and never reaches the answers.

#include <cstddef>

namespace assay::search {

/// The one page size of an index file; a page of another size is damage.
inline constexpr int kPageSize = 8192;
/// XXH3-64 of the page before it and its number, little-endian, in the bytes that SQLite keeps
/// free (reserved bytes) at the end of each page.
inline constexpr int kChecksumBytes = 8;

/// Name of the layer for sqlite3_open_v2; registered at the first call. Threads: internally locked.
/// Reads of a damaged page fail with SQLITE_IOERR_DATA.
const char* checksum_vfs_name();

}  // namespace assay::search
