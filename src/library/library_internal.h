#pragma once
/// The parts of Library that several files of the room use.

#include "base/files.h"
#include "library/database_internal.h"
#include "library/library.h"

#include <map>
#include <optional>

namespace assay::library {

struct Library::Impl {
  Impl(std::filesystem::path where, Mode opened_for);

  /// A prepared statement, made on first use and kept. `sql` must be a string literal: it is its
  /// own key.
  Statement& sql(const char* text);
  std::int64_t source_id(const std::string& name);
  std::int64_t model_id(const std::string& name);
  /// Rows of table identifiers and links of a work that has none.
  void write_identifiers(WorkId id, const Work& work, const std::vector<Identifier>& own,
                         const std::vector<Mention>& mentions);
  void write_links(WorkId id, const Work& work, const std::vector<Identifier>& own,
                   const std::vector<Mention>& mentions);
  /// What the reader did with `from` goes on as done with `into`, remembering where it was typed.
  void move_readers_part(WorkId into, WorkId from);
  /// Saved searches that have shown `from` have shown `to`.
  void copy_seen(WorkId to, WorkId from);
  /// Artefacts and works kept apart from `from` become those of `into`.
  void move_dossier(WorkId into, WorkId from);
  /// Appends works of the record's kind that could be its twins by title.
  void find_by_title(const IncomingRecord& incoming, std::vector<WorkId>& ids);
  std::int64_t insert_record(WorkId work, const IncomingRecord& incoming, std::string_view reason);
  /// The generation that the open transaction will have.
  [[nodiscard]] std::int64_t next_generation() const noexcept { return generation_in_progress; }

  std::filesystem::path folder;
  Mode mode;
  std::int64_t reader = 1;  ///< For whom everything is read and written: a row of `readers`.
  std::optional<FileLock> lock;
  Database database;
  std::map<const char*, Statement> statements;
  std::map<std::string, std::int64_t> sources;
  std::map<std::string, std::int64_t> models;
  std::int64_t generation_in_progress = 0;
};

/// Bit of works.artefacts: the work's code was found alive.
inline constexpr std::int64_t kCodeAlive = 1;

/// Lists as they are stored: one item a line.
std::string join_lines(const std::vector<std::string>& items);
std::vector<std::string> split_lines(const std::string& text);

/// Binds the 18 columns of a record's content from parameter `first` on; the views must live until
/// reset.
struct RecordTexts {
  explicit RecordTexts(const Work& work);
  void bind(Statement& statement, int first, const Work& work) const;
  std::string authors, organisations, identifiers, links, keywords;
};
/// Reads those columns back from column `first` on.
Work read_record(const Statement& statement, int first);
/// Their names, comma-separated.
extern const char* const kRecordColumns;
/// As many question marks.
extern const char* const kRecordMarks;

}  // namespace assay::library
