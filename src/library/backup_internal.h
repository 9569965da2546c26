#pragma once
/// Copies of a whole database while others read and write it.

#include "library/database_internal.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace assay::library {

/// Copies the database page by page with SQLite's online backup to a new file, checks the copy's
/// integrity and puts it in the place of `target` atomically. Throws kIo, kCorrupt; then `target`
/// is as it was.
void copy_database(Database& database, const std::string& target);

/// Throws kInvalid when a file stands at `target` that is no library of assay: a slip of the hand
/// must not cost someone a file.
void require_replaceable(const std::filesystem::path& target);

/// Of the `library.db.vN.bak` beside `database` keeps that of schema `version` and the one before
/// it; older ones go. What cannot be removed stays.
void remove_older_copies(const std::string& database, std::int64_t version);

/// Throws kCorrupt with the first finding of SQLite's own integrity and foreign-key checks.
void check_database(Database& database);

}  // namespace assay::library
