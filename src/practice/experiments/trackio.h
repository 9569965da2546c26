#pragma once
/// Runs recorded by Trackio, from its project file (an SQLite database: library/trackio.h reads the
/// rows). Each row's JSON object is a step; numbers in it become metrics, "group/name" where
/// objects nest; its special texts "NaN", "Infinity" and "-Infinity" are taken as such. A run's
/// settings become parameters, its "seed" the seed. Threads: pure functions on files.

#include "practice/experiments/import_runs.h"

#include <filesystem>
#include <string>

namespace assay::practice {

/// `name`: of the experiment; empty: the file's name as a slug. Trackio tells no end state: a run
/// counts as finished. Throws kNotFound, kInvalid, kIo.
ImportReport import_trackio(const std::filesystem::path& library, const std::filesystem::path& file,
                            const std::string& name);

/// Seconds since 1970 UTC, with a fraction, of "2026-11-27T08:30:12.25+01:00"; without a zone it is
/// taken as UTC. Below 0 for what is none.
double parse_timestamp(const std::string& text);

}  // namespace assay::practice
