#include "library/library.h"

#include "base/text.h"
#include "base/time.h"
#include "library/backup_internal.h"
#include "library/library_internal.h"
#include "library/schema_internal.h"
#include "work/match.h"
#include "work/people.h"

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::library {
namespace {

/// A 64-bit hash as SQLite's signed integer.
std::int64_t as_signed(std::uint64_t value) noexcept {
  return static_cast<std::int64_t>(value);
}

Error no_library_error(const std::filesystem::path& folder) {
  return {Errc::kNotFound, "there is no library yet", folder.string(),
          "make one with `assay import FILE`"};
}

std::string database_path(const std::filesystem::path& folder, Library::Mode mode) {
  const std::filesystem::path path = folder / kLibraryFile;
  if (mode == Library::Mode::kRead) {
    std::error_code ec;
    if (!std::filesystem::exists(path, ec)) {
      if (ec) {
        throw io_error("cannot open the library", path.string(), ec.value());
      }
      throw no_library_error(folder);
    }
  } else {
    make_folders(folder);
  }
  return path.string();
}

/// The lock is taken before the database is opened, so that nobody migrates under another's feet.
std::optional<FileLock> writer_lock(const std::filesystem::path& folder, Library::Mode mode) {
  if (mode == Library::Mode::kRead) {
    return std::nullopt;
  }
  make_folders(folder);
  std::optional<FileLock> lock = FileLock::try_acquire(folder / kLockFile);
  if (!lock) {
    throw locked_error(folder);
  }
  return lock;
}

std::uint64_t record_key_hash(std::string_view source, std::string_view key) noexcept {
  return hash64(key, hash64(source));
}

/// Migrates an older library for a command that would only read.
void bring_up_to_date(const std::filesystem::path& folder) {
  try {
    const Library migrated(folder, Library::Mode::kWrite);
  } catch (const Error& error) {
    if (error.code() != Errc::kIo) {
      throw;
    }
    throw Error(error.code(),
                "the library was made by an older assay and cannot be brought up to date: " +
                    error.message(),
                error.where(), error.hint());
  }
}

struct Derived {
  std::int64_t day = 0;
  bool has_day = false;
  std::string practice;
};

/// The track that a work serves, from the `practice` field of the works format.
std::string derive_practice(const Work& work) {
  if (work.extra.find("\"practice\"") == std::string::npos) {
    return {};  // the usual case, without parsing
  }
  const nlohmann::json extra = nlohmann::json::parse(work.extra, nullptr, false);
  const auto found = extra.is_object() ? extra.find("practice") : extra.end();
  return extra.is_object() && found != extra.end() && found->is_string() ? found->get<std::string>()
                                                                         : std::string();
}

Derived derive(const Work& work) {
  Derived derived;
  if (const std::optional<Day> day = parse_day(work.date)) {
    derived.day = day->since_epoch;
    derived.has_day = true;
  }
  derived.practice = derive_practice(work);
  return derived;
}

}  // namespace

Error locked_error(const std::filesystem::path& folder) {
  return {Errc::kLocked, "the library is locked by another writer", folder.string(),
          "wait until it has finished, or use another folder with --library DIR"};
}

Library::Impl::Impl(std::filesystem::path where, Mode opened_for)
    : folder(std::move(where)),
      mode(opened_for),
      lock(writer_lock(folder, mode)),
      database(database_path(folder, mode),
               mode == Mode::kRead ? Database::Mode::kRead : Database::Mode::kWrite) {}

Statement& Library::Impl::sql(const char* text) {
  const auto found = statements.find(text);
  if (found != statements.end()) {
    return found->second;
  }
  return statements
      .emplace(std::piecewise_construct, std::forward_as_tuple(text),
               std::forward_as_tuple(database, text))
      .first->second;
}

std::int64_t Library::Impl::source_id(const std::string& name) {
  const auto found = sources.find(name);
  if (found != sources.end()) {
    return found->second;
  }
  sql("INSERT OR IGNORE INTO sources (name) VALUES (?)").bind(1, std::string_view(name)).run();
  Statement& select = sql("SELECT id FROM sources WHERE name = ?");
  select.bind(1, std::string_view(name));
  const Resetting resetting(select);
  select.step();
  return sources.emplace(name, select.column_int(0)).first->second;
}

std::int64_t Library::Impl::model_id(const std::string& name) {
  const auto found = models.find(name);
  if (found != models.end()) {
    return found->second;
  }
  sql("INSERT OR IGNORE INTO models (name) VALUES (?)").bind(1, std::string_view(name)).run();
  Statement& select = sql("SELECT id FROM models WHERE name = ?");
  select.bind(1, std::string_view(name));
  const Resetting resetting(select);
  select.step();
  return models.emplace(name, select.column_int(0)).first->second;
}

void Library::Impl::write_identifiers(WorkId id, const Work& work,
                                      const std::vector<Identifier>& own,
                                      const std::vector<Mention>& mentions) {
  for (const Identifier& identifier : own) {
    const std::string text = identifier.str();
    sql("INSERT OR IGNORE INTO identifiers (identifier, work) VALUES (?, ?)")
        .bind(1, std::string_view(text))
        .bind(2, id.v)
        .run();
  }
  write_links(id, work, own, mentions);
}

std::int64_t Library::Impl::insert_record(WorkId work, const IncomingRecord& incoming,
                                          std::string_view reason) {
  static const std::string insert_sql =
      std::string("INSERT INTO records (work, source, key, key_hash, content_hash, reason, ") +
      kRecordColumns + ") VALUES (?,?,?,?,?,?, " + kRecordMarks + ")";
  const RecordTexts texts(incoming.record.work);
  Statement& insert = sql(insert_sql.c_str());
  insert.bind(1, work.v)
      .bind(2, source_id(incoming.record.source))
      .bind(3, std::string_view(incoming.key))
      .bind(4, as_signed(record_key_hash(incoming.record.source, incoming.key)))
      .bind(5, as_signed(incoming.content_hash))
      .bind_text_or_null(6, reason);
  texts.bind(insert, 7, incoming.record.work);
  insert.run();
  return database.last_insert_id();
}

Library::Library(std::filesystem::path folder, Mode mode)
    : impl_(std::make_unique<Impl>(std::move(folder), mode)) {
  Database& database = impl_->database;
  if (mode == Mode::kWrite) {
    migrate(database);
    database.execute("PRAGMA synchronous = NORMAL");
    database.execute("PRAGMA wal_autocheckpoint = 4000");
    database.execute("PRAGMA cache_size = -65536");
  } else if (is_unmade(database)) {
    throw no_library_error(impl_->folder);
  } else if (!is_current(database)) {
    bring_up_to_date(impl_->folder);
  }
  database.execute("PRAGMA foreign_keys = ON");
  database.execute("PRAGMA mmap_size = 1073741824");
  renew();
}

Library::~Library() {
  rollback();
  impl_->statements.clear();
}

const std::filesystem::path& Library::folder() const noexcept {
  return impl_->folder;
}

void Library::renew() {
  if (impl_->mode == Mode::kRead) {
    rollback();
    impl_->database.execute("BEGIN");
    static_cast<void>(generation());  // the first read is what begins the view
  }
}

std::int64_t Library::generation() {
  Statement& statement = impl_->sql("SELECT value FROM meta WHERE key = 'generation'");
  const Resetting resetting(statement);
  return statement.step() ? statement.column_int(0) : 0;
}

std::uint64_t Library::lineage() {
  Statement& statement = impl_->sql("SELECT value FROM meta WHERE key = 'lineage'");
  const Resetting resetting(statement);
  return statement.step() ? static_cast<std::uint64_t>(statement.column_int(0)) : 0;
}

std::uint64_t Library::size() {
  Statement& statement =
      impl_->sql("SELECT count(*) FROM works WHERE merged_into IS NULL AND withdrawn = 0");
  const Resetting resetting(statement);
  statement.step();
  return static_cast<std::uint64_t>(statement.column_int(0));
}

std::optional<WorkId> Library::resolve(std::string_view text) {
  text = trim(text);
  std::int64_t id = 0;
  if (const std::optional<WorkId> local = parse_work_id(text)) {
    id = local->v;
  } else if (const std::optional<Identifier> identifier = parse_bare_identifier(text)) {
    Statement& find = impl_->sql("SELECT min(work) FROM identifiers WHERE identifier = ?");
    const std::string normal = identifier->str();
    find.bind(1, std::string_view(normal));
    const Resetting resetting(find);
    if (find.step()) {
      id = find.column_int(0);
    }
  }
  if (id == 0) {
    // A source's own id: keys are hashed with their source's name.
    Statement& names = impl_->sql("SELECT name FROM sources ORDER BY id");
    const Resetting resetting(names);
    while (id == 0 && names.step()) {
      if (const std::optional<StoredRecord> record = find_record(names.column_text(0), text)) {
        id = record->work.v;
      }
    }
  }
  while (id != 0) {
    Statement& works = impl_->sql("SELECT merged_into FROM works WHERE id = ?");
    works.bind(1, id);
    const Resetting resetting(works);
    if (!works.step()) {
      return std::nullopt;
    }
    if (works.column_is_null(0)) {
      return WorkId{id};
    }
    id = works.column_int(0);
  }
  return std::nullopt;
}

std::vector<WorkId> Library::candidates(const IncomingRecord& incoming) {
  std::vector<WorkId> ids;
  for (const Identifier& identifier : incoming.identifiers) {
    const std::string text = identifier.str();
    Statement& find = impl_->sql("SELECT work FROM identifiers WHERE identifier = ?");
    find.bind(1, std::string_view(text));
    const Resetting resetting(find);
    while (find.step()) {
      ids.push_back({find.column_int(0)});
    }
  }
  impl_->find_by_title(incoming, ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Library::Impl::find_by_title(const IncomingRecord& incoming, std::vector<WorkId>& ids) {
  if (incoming.twin_key == 0) {
    return;
  }
  // What match_works() would refuse anyway is not loaded: a title may be that of many works. The
  // people of a work are those of one of its records.
  const Work& work = incoming.record.work;
  Statement& find_works = sql(
      "SELECT w.id, r.authors FROM works w JOIN records r ON r.work = w.id WHERE w.title_key = ?1 "
      "AND w.title_key <> 0 AND w.merged_into IS NULL AND w.kind = ?2 AND (?3 = 0 OR w.year IS "
      "NULL "
      "OR w.year = 0 OR abs(w.year - ?3) <= ?4)");
  find_works.bind(1, as_signed(incoming.twin_key))
      .bind(2, static_cast<std::int64_t>(work.kind))
      .bind(3, std::int64_t{work.year})
      .bind(4, std::int64_t{kMaxYearsApart});
  const Resetting resetting(find_works);
  while (find_works.step()) {
    if (compare_people(split_lines(find_works.column_text(1)), work.authors) !=
        PeopleMatch::kDifferent) {
      ids.push_back({find_works.column_int(0)});
    }
  }
}

std::optional<StoredRecord> Library::find_record(std::string_view source, std::string_view key) {
  Statement& find = impl_->sql(
      "SELECT r.id, r.work, r.content_hash, r.key, s.name, r.withdrawn FROM records r JOIN sources "
      "s ON s.id = "
      "r.source "
      "WHERE r.key_hash = ?");
  find.bind(1, as_signed(record_key_hash(source, key)));
  const Resetting resetting(find);
  while (find.step()) {
    if (find.column_text(3) == key && find.column_text(4) == source) {
      return StoredRecord{find.column_int(0),
                          {find.column_int(1)},
                          static_cast<std::uint64_t>(find.column_int(2)),
                          !find.column_is_null(5)};
    }
  }
  return std::nullopt;
}

std::vector<Record> Library::records(WorkId id) {
  static const std::string select_sql =
      std::string("SELECT (SELECT name FROM sources s WHERE s.id = r.source), ") + kRecordColumns +
      " FROM records r WHERE r.work = ?1 AND (r.withdrawn IS NULL OR NOT EXISTS "
      "(SELECT 1 FROM records o WHERE o.work = ?1 AND o.withdrawn IS NULL)) ORDER BY r.id";
  Statement& select = impl_->sql(select_sql.c_str());
  select.bind(1, id.v);
  const Resetting resetting(select);
  std::vector<Record> records;
  while (select.step()) {
    records.push_back({select.column_text(0), read_record(select, 1)});
  }
  return records;
}

std::optional<StoredWork> Library::find(WorkId id) {
  const std::optional<WorkId> standing = resolve(format_work_id(id));
  if (!standing) {
    return std::nullopt;
  }
  StoredWork stored = load(*standing);
  return stored.withdrawn ? std::nullopt : std::optional(std::move(stored));
}

StoredWork Library::load(WorkId id) {
  StoredWork stored;
  stored.id = id;
  {
    Statement& select = impl_->sql(
        "SELECT developer_led, research, topics, withdrawn, artefacts, has_code FROM works WHERE "
        "id = ? AND "
        "merged_into IS NULL");
    select.bind(1, id.v);
    const Resetting resetting(select);
    if (!select.step()) {
      throw Error(Errc::kNotFound, "no such work: " + format_work_id(id), impl_->folder.string(),
                  "search for it with `assay search`");
    }
    stored.developer_led = select.column_double(0);
    stored.research = select.column_double(1);
    stored.topics = static_cast<std::uint32_t>(select.column_int(2));
    stored.withdrawn = select.column_int(3) != 0;
    stored.code_alive = (select.column_int(4) & kCodeAlive) != 0;
    stored.has_code = select.column_int(5) != 0;
  }
  const std::vector<Record> all = records(id);
  if (all.empty()) {
    throw Error(Errc::kCorrupt, "work " + format_work_id(id) + " has no record",
                impl_->folder.string(), "restore your last backup with `assay restore FILE`");
  }
  Merged merged = merge_records(all);
  stored.work = std::move(merged.work);
  stored.origins = std::move(merged.origins);
  for (const Record& record : all) {
    if (std::find(stored.sources.begin(), stored.sources.end(), record.source) ==
        stored.sources.end()) {
      stored.sources.push_back(record.source);
    }
    if (!record.work.id.empty()) {
      stored.given_ids.push_back(record.work.id);
    }
  }
  Statement& reasons =
      impl_->sql("SELECT reason FROM records WHERE work = ? AND reason IS NOT NULL ORDER BY id");
  reasons.bind(1, id.v);
  const Resetting resetting(reasons);
  while (reasons.step()) {
    stored.merge_reasons.push_back(reasons.column_text(0));
  }
  return stored;
}

void Library::for_each_summary(const std::function<void(const Summary&)>& visit) {
  Statement& select = impl_->sql(
      "SELECT id, kind, year, day, has_code, developer_led, research, topics FROM works "
      "WHERE merged_into IS NULL AND withdrawn = 0 ORDER BY id");
  const Resetting resetting(select);
  while (select.step()) {
    Summary summary;
    summary.id = {select.column_int(0)};
    summary.kind = static_cast<Kind>(select.column_int(1));
    summary.year = static_cast<int>(select.column_int(2));
    summary.day = static_cast<std::int32_t>(select.column_int(3));
    summary.has_code = select.column_int(4) != 0;
    summary.developer_led = select.column_double(5);
    summary.research = select.column_double(6);
    summary.topics = static_cast<std::uint32_t>(select.column_int(7));
    visit(summary);
  }
}

std::vector<WorkId> Library::works_of_kinds(Kind one, Kind other) {
  // The kind is asked first: it alone is read of the rows of other kinds.
  Statement& select = impl_->sql(
      "SELECT id FROM works WHERE kind IN (?, ?) AND merged_into IS NULL AND withdrawn = 0 "
      "ORDER BY id");
  select.bind(1, static_cast<std::int64_t>(one)).bind(2, static_cast<std::int64_t>(other));
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    ids.push_back({select.column_int(0)});
  }
  return ids;
}

std::vector<WorkId> Library::practice_works(std::string_view track) {
  Statement& select = impl_->sql(
      "SELECT id FROM works WHERE practice = ? AND practice IS NOT NULL AND merged_into IS NULL "
      "AND withdrawn = 0 ORDER BY id");
  select.bind(1, track);
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    ids.push_back({select.column_int(0)});
  }
  return ids;
}

std::vector<Library::Change> Library::changes_since(std::int64_t generation, WorkId after,
                                                    std::size_t limit) {
  Statement& select = impl_->sql(
      "SELECT id, merged_into IS NOT NULL OR withdrawn <> 0 FROM works WHERE generation > ? AND id "
      "> ? ORDER BY id "
      "LIMIT ?");
  select.bind(1, generation).bind(2, after.v).bind(3, static_cast<std::int64_t>(limit));
  const Resetting resetting(select);
  std::vector<Change> changes;
  while (select.step()) {
    changes.push_back({{select.column_int(0)}, select.column_int(1) != 0});
  }
  return changes;
}

std::vector<WorkId> Library::judged_by_others(std::string_view model, WorkId after,
                                              std::size_t limit) {
  Statement& select = impl_->sql(
      "SELECT id FROM works WHERE merged_into IS NULL AND id > ? AND "
      "model IS NOT (SELECT id FROM models WHERE name = ?) ORDER BY id LIMIT ?");
  select.bind(1, after.v).bind(2, model).bind(3, static_cast<std::int64_t>(limit));
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    ids.push_back({select.column_int(0)});
  }
  return ids;
}

void Library::begin() {
  impl_->database.execute("BEGIN IMMEDIATE");
  impl_->generation_in_progress = generation() + 1;
}

std::int64_t Library::commit() {
  impl_->sql("UPDATE meta SET value = ? WHERE key = 'generation'")
      .bind(1, impl_->generation_in_progress)
      .run();
  impl_->sql("COMMIT").run();
  return impl_->generation_in_progress;
}

void Library::commit_aside() {
  impl_->sql("COMMIT").run();
}

void Library::rollback() noexcept {
  if (impl_->database.in_transaction()) {
    for (auto& [text, statement] : impl_->statements) {
      statement.reset();
    }
    sqlite3_exec(impl_->database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    impl_->sources.clear();
    impl_->models.clear();
  }
}

WorkId Library::add_work(const IncomingRecord& incoming, const Verdict* verdict) {
  const Work& work = incoming.record.work;
  const Derived derived = derive(work);
  Statement& insert = impl_->sql(
      "INSERT INTO works (generation, kind, title_key, year, day, has_code, practice, "
      "developer_led, research, topics, model, came) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, impl_->next_generation())
      .bind(2, static_cast<std::int64_t>(work.kind))
      .bind(3, as_signed(incoming.twin_key))
      .bind(4, std::int64_t{work.year})
      .bind(5, derived.day)
      .bind(6, std::int64_t{has_code(work, incoming.mentions) ? 1 : 0})
      .bind_text_or_null(7, derived.practice)
      .bind(12, system_clock().now());
  if (work.year == 0) {
    insert.bind_null(4);
  }
  if (!derived.has_day) {
    insert.bind_null(5);
  }
  if (verdict != nullptr) {
    insert.bind(8, verdict->developer_led)
        .bind(9, verdict->research)
        .bind(10, std::int64_t{topic_mask(*verdict)})
        .bind(11, impl_->model_id(verdict->model));
  }
  insert.run();
  const WorkId id{impl_->database.last_insert_id()};
  impl_->insert_record(id, incoming, {});
  impl_->write_identifiers(id, work, incoming.identifiers, incoming.mentions);
  return id;
}

void Library::add_record(WorkId work, const IncomingRecord& incoming, std::string_view reason) {
  impl_->insert_record(work, incoming, reason);
}

void Library::replace_record(const StoredRecord& stored, const IncomingRecord& incoming) {
  static const std::string update_sql = std::string("UPDATE records SET (content_hash, ") +
                                        kRecordColumns + ", withdrawn) = (?, " + kRecordMarks +
                                        ", NULL) WHERE id = ?";
  const RecordTexts texts(incoming.record.work);
  Statement& update = impl_->sql(update_sql.c_str());
  update.bind(1, as_signed(incoming.content_hash));
  texts.bind(update, 2, incoming.record.work);
  update.bind(20, stored.id).run();
}

void Library::withdraw_record(const StoredRecord& stored, std::int64_t at) {
  impl_->sql("UPDATE records SET withdrawn = ? WHERE id = ?").bind(1, at).bind(2, stored.id).run();
}

void Library::merge_works(WorkId into, WorkId from, std::string_view reason) {
  impl_
      ->sql(
          "UPDATE records SET work = ?1, reason = coalesce(reason, ?2), born = coalesce(born, ?3) "
          "WHERE work = ?3")
      .bind(1, into.v)
      .bind(2, reason)
      .bind(3, from.v)
      .run();
  impl_->sql("DELETE FROM identifiers WHERE work = ?").bind(1, from.v).run();
  impl_->sql("DELETE FROM links WHERE work = ?").bind(1, from.v).run();
  impl_->move_readers_part(into, from);
  impl_->move_dossier(into, from);
  impl_->sql("UPDATE works SET merged_into = ?, generation = ? WHERE id = ?")
      .bind(1, into.v)
      .bind(2, impl_->next_generation())
      .bind(3, from.v)
      .run();
  impl_->sql("UPDATE works SET merged_into = ? WHERE merged_into = ?")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
}

void Library::refresh(WorkId id, const Work& merged) {
  const Derived derived = derive(merged);
  const std::vector<Identifier> own = own_identifiers(merged);
  const std::vector<Mention> mentions = find_mentions(merged, own);
  Statement& update = impl_->sql(
      "UPDATE works SET generation = ?, kind = ?, title_key = ?, year = ?, day = ?, has_code = ?, "
      "practice = ?, withdrawn = NOT (EXISTS (SELECT 1 FROM records WHERE work = ?8 AND withdrawn "
      "IS NULL) OR EXISTS (SELECT 1 FROM reading WHERE work = ?8) OR EXISTS "
      "(SELECT 1 FROM notes WHERE work = ?8) OR EXISTS (SELECT 1 FROM cards WHERE work = ?8) "
      "OR EXISTS (SELECT 1 FROM experiments WHERE work = ?8)) "
      "WHERE id = ?8");
  update.bind(1, impl_->next_generation())
      .bind(2, static_cast<std::int64_t>(merged.kind))
      .bind(3, as_signed(twin_key(merged.title)))
      .bind(4, std::int64_t{merged.year})
      .bind(5, derived.day)
      .bind(6, std::int64_t{has_code(merged, mentions) ? 1 : 0})
      .bind_text_or_null(7, derived.practice)
      .bind(8, id.v);
  if (merged.year == 0) {
    update.bind_null(4);
  }
  if (!derived.has_day) {
    update.bind_null(5);
  }
  update.run();
  impl_->sql("DELETE FROM identifiers WHERE work = ?").bind(1, id.v).run();
  impl_->sql("DELETE FROM links WHERE work = ?").bind(1, id.v).run();
  impl_->write_identifiers(id, merged, own, mentions);
}

void Library::set_verdict(WorkId id, const Verdict& verdict) {
  impl_
      ->sql(
          "UPDATE works SET developer_led = ?, research = ?, topics = ?, model = ?, generation = ? "
          "WHERE id = ?")
      .bind(1, verdict.developer_led)
      .bind(2, verdict.research)
      .bind(3, std::int64_t{topic_mask(verdict)})
      .bind(4, impl_->model_id(verdict.model))
      .bind(5, impl_->next_generation())
      .bind(6, id.v)
      .run();
}

void Library::touch(WorkId id) {
  impl_->sql("UPDATE works SET generation = ?, withdrawn = 0 WHERE id = ?")
      .bind(1, impl_->next_generation())
      .bind(2, id.v)
      .run();
}

void Library::backup(const std::filesystem::path& target) {
  std::error_code ec;
  if (std::filesystem::equivalent(target, impl_->folder / kLibraryFile, ec)) {
    throw Error(Errc::kInvalid, "this is the library itself", target.string(),
                "name another file, best on another disk");
  }
  require_replaceable(target);
  copy_database(impl_->database, target.string());
}

void Library::check() {
  check_database(impl_->database);
}

void Library::check_works() {
  const auto refuse = [&](const char* sql, const char* what) {
    const std::int64_t count = impl_->database.query_int(sql);
    if (count != 0) {
      throw Error(Errc::kCorrupt, std::to_string(count) + what, impl_->folder.string(),
                  "restore your last backup with `assay restore FILE`");
    }
  };
  refuse(
      "SELECT count(*) FROM works w WHERE merged_into IS NULL AND NOT EXISTS "
      "(SELECT 1 FROM records r WHERE r.work = w.id)",
      " works have no record");
  refuse(
      "SELECT count(*) FROM records r JOIN works w ON w.id = r.work WHERE w.merged_into IS NOT "
      "NULL",
      " records belong to works that were merged away");
  refuse(
      "SELECT count(*) FROM works w JOIN works t ON t.id = w.merged_into WHERE t.merged_into IS "
      "NOT NULL",
      " merges lead to works that were merged away themselves");
}

void Library::checkpoint() {
  impl_->database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace assay::library
