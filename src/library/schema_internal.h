#pragma once
/// The tables of a library and how older ones become today's. Documented in docs/library.md.

#include "library/database_internal.h"

#include <filesystem>

namespace assay::library {

/// Marks an SQLite file as a library of ours: "asay" in ASCII.
inline constexpr std::int64_t kApplicationId = 0x61736179;

/// Version of the schema that this program writes, one for each migration.
std::int64_t schema_version() noexcept;

/// Brings a library to schema_version(): makes a new one, or migrates an older one after copying
/// the file to `library.db.vN.bak` beside it (of earlier ones the last is kept). Requires a
/// writable connection outside of a transaction. Throws: kUnsupportedVersion (newer than this
/// program), kCorrupt (not a library), kIo.
void migrate(Database& database);

/// True for a database without a table that nobody has claimed: one that was being made when its
/// process died. `migrate` makes it a library.
bool is_unmade(Database& database);

/// Checks, without writing, that the file is a library of exactly this version; `migrate` mends an
/// older one. Returns false when it is older. Throws: kUnsupportedVersion, kCorrupt.
bool is_current(Database& database);

}  // namespace assay::library
