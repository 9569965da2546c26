#pragma once
/// Verdicts on works that are in no library, a line each. Threads: pure functions.

#include "identify/judge.h"
#include "identify/taxonomy.h"
#include "source/reader.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace assay::ingest {

/// The verdict on a record as one line of JSON with its line end; for one that cannot be read,
/// {"id","error":{…}}, so that input and output lines correspond.
std::string verdict_line(const source::Item& item, const identify::Judge& judge,
                         const identify::Taxonomy& taxonomy);
/// Of every record of a file of works, in order. Throws as source::open_reader, which takes no file
/// without a record.
std::string verdict_lines(const std::filesystem::path& file, const identify::Judge& judge,
                          const identify::Taxonomy& taxonomy);

}  // namespace assay::ingest
