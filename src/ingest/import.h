#pragma once
/// A file of records into the library: read, judge, match, store, index, each in its own threads,
/// in bounded memory. Threads: one import at a time a library.

#include "base/error.h"
#include "base/turn.h"
#include "identify/judge.h"
#include "library/library.h"
#include "search/index.h"
#include "source/reader.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace assay::ingest {

struct ImportReport {
  std::uint64_t read = 0;       ///< Records seen: added + updated + unchanged + rejected.
  std::uint64_t added = 0;      ///< New works.
  std::uint64_t updated = 0;    ///< Records that changed a known work.
  std::uint64_t unchanged = 0;  ///< Records that the library had already.
  std::uint64_t rejected = 0;   ///< Records that could not be read.
  std::optional<std::filesystem::path>
      rejections;                ///< Where they are listed, with reason and place.
  std::optional<Error> cut_off;  ///< The file ends where it should not; what came before is in.
  double seconds = 0;
  bool interrupted = false;  ///< Stopped by `stop`; everything counted is kept.
};

struct ImportOptions {
  std::optional<source::Format> format;  ///< Recognised by content when not given.
  std::string input;                     ///< What the file is called; its path when empty.
  std::string source;                    ///< Name of the source; the format's name when empty.
  /// Called now and then from the writer's thread: bytes of the file done, records done.
  std::function<void(std::uint64_t bytes, std::uint64_t records)> progress;
  const std::atomic<bool>* stop = nullptr;  ///< Ends the import after what was read so far.
  /// Held by the caller, who lets others write with this library while it is put down: between two
  /// transactions, soon after somebody wants it.
  Turn* turn = nullptr;
};

/// Imports one file ("-" is standard input). The library must be open for writing; `index` as
/// open_current_index() gave it. What was committed stays whatever happens; running the import
/// again completes it and adds nothing twice. Throws: what open_reader() throws (nothing changed);
/// kIo when the disk is full or fails (what was committed stays).
ImportReport import_file(library::Library& library, search::Index& index,
                         const identify::Judge& judge, const std::filesystem::path& path,
                         const ImportOptions& options);

/// {"read","added","updated","unchanged","rejected","rejections","seconds"}
std::string to_json(const ImportReport& report);

/// Gives works judged by another model a verdict of `judge`. Returns how many.
/// `turn` as above.
std::uint64_t judge_again(library::Library& library, const identify::Judge& judge,
                          Turn* turn = nullptr);

}  // namespace assay::ingest
