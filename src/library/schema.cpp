#include "base/error.h"
#include "library/backup_internal.h"
#include "library/schema_internal.h"
#include "work/mentions.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace assay::library {
namespace {

/// Statements that lead from version i to version i + 1. Never edit one that was released: add
/// another.
constexpr std::array kMigrations = {
    R"sql(
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 0);

CREATE TABLE sources (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE models (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE works (
  id            INTEGER PRIMARY KEY,
  generation    INTEGER NOT NULL,
  merged_into   INTEGER REFERENCES works (id),
  kind          INTEGER NOT NULL,
  title_key     INTEGER NOT NULL,
  year          INTEGER,
  day           INTEGER,
  has_code      INTEGER NOT NULL DEFAULT 0,
  practice      TEXT,
  developer_led REAL,
  research      REAL,
  topics        INTEGER,
  model         INTEGER REFERENCES models (id)
);
CREATE INDEX works_by_generation ON works (generation);
CREATE INDEX works_by_practice ON works (practice) WHERE practice IS NOT NULL;
CREATE INDEX works_by_title ON works (title_key) WHERE title_key <> 0;

CREATE TABLE records (
  id            INTEGER PRIMARY KEY,
  work          INTEGER NOT NULL REFERENCES works (id),
  source        INTEGER NOT NULL REFERENCES sources (id),
  key           TEXT NOT NULL,
  key_hash      INTEGER NOT NULL,
  content_hash  INTEGER NOT NULL,
  reason        TEXT,
  given_id      TEXT,
  kind          INTEGER NOT NULL,
  title         TEXT NOT NULL,
  abstract      TEXT,
  text          TEXT,
  authors       TEXT,
  organisations TEXT,
  venue         TEXT,
  track         TEXT,
  year          INTEGER,
  date          TEXT,
  identifiers   TEXT,
  links         TEXT,
  code          TEXT,
  comments      TEXT,
  keywords      TEXT,
  stars         INTEGER,
  extra         TEXT
);
CREATE INDEX records_by_work ON records (work);
CREATE INDEX records_by_key ON records (key_hash);

CREATE TABLE identifiers (
  identifier TEXT NOT NULL,
  work       INTEGER NOT NULL REFERENCES works (id),
  PRIMARY KEY (identifier, work)
) WITHOUT ROWID;
CREATE INDEX identifiers_by_work ON identifiers (work);

CREATE TABLE links (
  work       INTEGER NOT NULL REFERENCES works (id),
  rel        TEXT NOT NULL,
  identifier TEXT NOT NULL,
  PRIMARY KEY (work, rel, identifier)
) WITHOUT ROWID;
CREATE INDEX links_by_identifier ON links (identifier);

CREATE TABLE readers (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE
);
INSERT INTO readers VALUES (1, 'me');

CREATE TABLE settings (
  reader INTEGER NOT NULL REFERENCES readers (id),
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (reader, key)
) WITHOUT ROWID;

CREATE TABLE interests (
  reader INTEGER NOT NULL REFERENCES readers (id),
  kind   TEXT NOT NULL,
  value  TEXT NOT NULL,
  weight REAL NOT NULL,
  PRIMARY KEY (reader, kind, value)
) WITHOUT ROWID;

CREATE TABLE reading (
  reader INTEGER NOT NULL REFERENCES readers (id),
  work   INTEGER NOT NULL REFERENCES works (id),
  state  TEXT NOT NULL,
  rating INTEGER,
  at     INTEGER NOT NULL,
  PRIMARY KEY (reader, work)
) WITHOUT ROWID;

CREATE TABLE notes (
  id      INTEGER PRIMARY KEY,
  reader  INTEGER NOT NULL REFERENCES readers (id),
  work    INTEGER NOT NULL REFERENCES works (id),
  body    TEXT NOT NULL,
  written INTEGER NOT NULL
);
CREATE INDEX notes_by_work ON notes (work);

CREATE TABLE week_items (
  reader  INTEGER NOT NULL REFERENCES readers (id),
  week    TEXT NOT NULL,
  n       INTEGER NOT NULL,
  track   TEXT NOT NULL,
  work    INTEGER REFERENCES works (id),
  title   TEXT NOT NULL,
  why     TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  state   TEXT NOT NULL,
  command TEXT NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY (reader, week, n)
) WITHOUT ROWID;

CREATE TABLE week_hours (
  reader INTEGER NOT NULL REFERENCES readers (id),
  week   TEXT NOT NULL,
  hours  REAL NOT NULL,
  PRIMARY KEY (reader, week)
) WITHOUT ROWID;

CREATE TABLE ledger (
  id     INTEGER PRIMARY KEY,
  reader INTEGER NOT NULL REFERENCES readers (id),
  at     INTEGER NOT NULL,
  event  TEXT NOT NULL,
  work   INTEGER REFERENCES works (id),
  detail TEXT NOT NULL
);
)sql",
    R"sql(
ALTER TABLE records ADD COLUMN withdrawn INTEGER;
ALTER TABLE works ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

CREATE TABLE followed (
  source       INTEGER PRIMARY KEY REFERENCES sources (id),
  connector    TEXT NOT NULL,
  address      TEXT NOT NULL,
  options      TEXT NOT NULL,
  interval     INTEGER NOT NULL,
  paused       INTEGER NOT NULL,
  since        TEXT NOT NULL,
  added        INTEGER NOT NULL,
  cursor       TEXT NOT NULL DEFAULT '',
  unfinished   INTEGER NOT NULL DEFAULT 0,
  last_attempt INTEGER NOT NULL DEFAULT 0,
  last_success INTEGER NOT NULL DEFAULT 0,
  next_due     INTEGER NOT NULL DEFAULT 0,
  records      INTEGER NOT NULL DEFAULT 0,
  rejected     INTEGER NOT NULL DEFAULT 0,
  failures     INTEGER NOT NULL DEFAULT 0,
  error        TEXT NOT NULL DEFAULT ''
);

CREATE TABLE hosts (
  host          TEXT PRIMARY KEY,
  last_request  INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
    // The dossier: where links were found, works kept apart, artefacts; and whom the reader
    // follows.
    R"sql(
ALTER TABLE links ADD COLUMN field TEXT;
ALTER TABLE links ADD COLUMN first INTEGER;
ALTER TABLE links ADD COLUMN last INTEGER;
INSERT INTO meta SELECT 'mentions', NOT EXISTS (SELECT 1 FROM works);

ALTER TABLE records ADD COLUMN born INTEGER REFERENCES works (id);
ALTER TABLE notes ADD COLUMN typed_on INTEGER REFERENCES works (id);
ALTER TABLE reading ADD COLUMN typed_on INTEGER REFERENCES works (id);

CREATE TABLE kept_apart (
  a  INTEGER NOT NULL REFERENCES works (id),
  b  INTEGER NOT NULL REFERENCES works (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX kept_apart_by_b ON kept_apart (b);

ALTER TABLE works ADD COLUMN artefacts INTEGER NOT NULL DEFAULT 0;
CREATE TABLE artefacts (
  work    INTEGER NOT NULL REFERENCES works (id),
  url     TEXT NOT NULL,
  rel     TEXT NOT NULL,
  state   TEXT NOT NULL,
  checked INTEGER NOT NULL,
  detail  TEXT,
  PRIMARY KEY (work, url)
) WITHOUT ROWID;

CREATE TABLE follows (
  reader INTEGER NOT NULL REFERENCES readers (id),
  kind   TEXT NOT NULL,
  key    TEXT NOT NULL,
  name   TEXT NOT NULL,
  since  INTEGER NOT NULL,
  PRIMARY KEY (reader, kind, key)
) WITHOUT ROWID;
)sql",
    // works_by_merge: who was merged into a work; and what tells two histories apart.
    R"sql(
CREATE INDEX works_by_merge ON works (merged_into) WHERE merged_into IS NOT NULL;
INSERT OR REPLACE INTO meta VALUES ('lineage', random());
UPDATE works SET has_code = 1 WHERE id IN (SELECT work FROM links WHERE rel = 'code');
)sql",
    // Whether a list of feeds named the source, so that its address allows it nothing.
    R"sql(
ALTER TABLE followed ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0;
)sql",
    // Cards: what the reader wants to keep, every answer, and the files of notes.
    R"sql(
CREATE TABLE cards (
  id         INTEGER PRIMARY KEY,
  reader     INTEGER NOT NULL REFERENCES readers (id),
  guid       TEXT NOT NULL,
  work       INTEGER REFERENCES works (id),
  typed_on   INTEGER REFERENCES works (id),
  origin     TEXT NOT NULL,
  front      TEXT NOT NULL,
  back       TEXT NOT NULL,
  html       INTEGER NOT NULL DEFAULT 0,
  more       TEXT NOT NULL DEFAULT '',
  tags       TEXT NOT NULL DEFAULT '',
  deck       TEXT NOT NULL DEFAULT '',
  notetype   TEXT NOT NULL DEFAULT '',
  made       INTEGER NOT NULL,
  changed    INTEGER NOT NULL,
  suspended  INTEGER NOT NULL DEFAULT 0,
  removed    INTEGER,
  phase      INTEGER NOT NULL DEFAULT 0,
  step       INTEGER NOT NULL DEFAULT 0,
  stability  REAL NOT NULL DEFAULT 0,
  difficulty REAL NOT NULL DEFAULT 0,
  due        INTEGER NOT NULL DEFAULT 0,
  last       INTEGER NOT NULL DEFAULT 0,
  days       INTEGER NOT NULL DEFAULT 0,
  reps       INTEGER NOT NULL DEFAULT 0,
  lapses     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (reader, guid)
);
CREATE INDEX cards_by_due ON cards (reader, due);
CREATE INDEX cards_by_work ON cards (work) WHERE work IS NOT NULL;

CREATE TABLE reviews (
  id    INTEGER PRIMARY KEY,
  card  INTEGER NOT NULL REFERENCES cards (id),
  at    INTEGER NOT NULL,
  grade INTEGER NOT NULL
);
CREATE INDEX reviews_by_card ON reviews (card);

ALTER TABLE notes ADD COLUMN file TEXT;
ALTER TABLE notes ADD COLUMN earlier TEXT;
)sql",
    // The week: on which day an item stands, what it was filled with and why, what the reader wants
    // to come first or not again, and days off.
    R"sql(
ALTER TABLE week_items ADD COLUMN day INTEGER;
ALTER TABLE week_hours ADD COLUMN minutes INTEGER;
ALTER TABLE week_hours ADD COLUMN remarks TEXT NOT NULL DEFAULT '';

CREATE TABLE week_marks (
  reader INTEGER NOT NULL REFERENCES readers (id),
  item   TEXT NOT NULL,
  mark   TEXT NOT NULL,
  track  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (reader, item, mark)
) WITHOUT ROWID;

CREATE TABLE days_off (
  reader INTEGER NOT NULL REFERENCES readers (id),
  first  INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (reader, first)
) WITHOUT ROWID;
)sql",
    // Saved searches, and which works each has shown.
    R"sql(
CREATE TABLE saved (
  id         INTEGER PRIMARY KEY,
  reader     INTEGER NOT NULL REFERENCES readers (id),
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,
  mode       TEXT NOT NULL,
  sort       TEXT NOT NULL,
  shown      INTEGER NOT NULL,
  guid       TEXT NOT NULL,
  made       INTEGER NOT NULL,
  looked     INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  UNIQUE (reader, name)
);

CREATE TABLE saved_seen (
  saved INTEGER NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
  work  INTEGER NOT NULL REFERENCES works (id),
  PRIMARY KEY (saved, work)
) WITHOUT ROWID;
CREATE INDEX saved_seen_by_work ON saved_seen (work);
)sql",
    // What the reader did with labs.
    R"sql(
CREATE TABLE lab_log (
  id       INTEGER PRIMARY KEY,
  reader   INTEGER NOT NULL REFERENCES readers (id),
  at       INTEGER NOT NULL,
  lab      TEXT NOT NULL,
  event    TEXT NOT NULL,
  variant  TEXT NOT NULL,
  language TEXT NOT NULL,
  passed   INTEGER NOT NULL,
  seconds  REAL NOT NULL,
  detail   TEXT NOT NULL
);
)sql",
    // When a work came into the library; NULL where that was before it was kept.
    R"sql(
ALTER TABLE works ADD COLUMN came INTEGER;
)sql",
    // The reader's experiments, and what came of them.
    R"sql(
CREATE TABLE experiments (
  id       INTEGER PRIMARY KEY,
  reader   INTEGER NOT NULL REFERENCES readers (id),
  name     TEXT NOT NULL,
  work     INTEGER REFERENCES works (id),
  typed_on INTEGER,
  made     INTEGER NOT NULL,
  verdict  TEXT NOT NULL DEFAULT '',
  said     TEXT NOT NULL DEFAULT '',
  at       INTEGER NOT NULL DEFAULT 0,
  UNIQUE (reader, name)
);
CREATE INDEX experiments_by_work ON experiments (work) WHERE work IS NOT NULL;
)sql",
    // Packages that the reader tried.
    R"sql(
CREATE TABLE trials (
  id              INTEGER PRIMARY KEY,
  reader          INTEGER NOT NULL REFERENCES readers (id),
  at              INTEGER NOT NULL,
  package         TEXT NOT NULL,
  registry        TEXT NOT NULL,
  version         TEXT NOT NULL,
  worked          INTEGER NOT NULL,
  task            TEXT NOT NULL,
  install_seconds REAL NOT NULL,
  import_seconds  REAL NOT NULL,
  task_seconds    REAL NOT NULL,
  trouble         TEXT NOT NULL
);
)sql",
    // What a check of a lab found, with what is to be drawn of it: JSON, at most 96 KiB.
    R"sql(
ALTER TABLE lab_log ADD COLUMN report TEXT NOT NULL DEFAULT '';
)sql",
};

}  // namespace

std::int64_t schema_version() noexcept {
  return static_cast<std::int64_t>(kMigrations.size());
}

bool is_unmade(Database& database) {
  return database.query_int("SELECT count(*) FROM sqlite_master") == 0 &&
         database.query_int("PRAGMA application_id") == 0;
}

bool is_current(Database& database) {
  const std::int64_t application = database.query_int("PRAGMA application_id");
  const std::int64_t version = database.query_int("PRAGMA user_version");
  if (application != kApplicationId) {
    throw Error(Errc::kCorrupt, "this file is not a library of assay", database.path(),
                "name another folder with --library DIR");
  }
  if (version > schema_version()) {
    throw Error(Errc::kUnsupportedVersion,
                "the library was made by a newer assay (schema " + std::to_string(version) +
                    ", this one knows " + std::to_string(schema_version()) + ")",
                database.path(), "update assay, or name another folder with --library DIR");
  }
  return version == schema_version();
}

void migrate(Database& database) {
  std::optional<std::int64_t> former;
  const bool unmade = is_unmade(database);
  if (unmade) {
    database.execute("PRAGMA page_size = 8192");
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("BEGIN IMMEDIATE");
    database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  } else if (is_current(database)) {
    return;
  } else {
    former = database.query_int("PRAGMA user_version");
    copy_database(database, database.path() + ".v" + std::to_string(*former) + ".bak");
    database.execute("BEGIN IMMEDIATE");
  }
  try {
    for (auto i = database.query_int("PRAGMA user_version"); i < schema_version(); ++i) {
      database.execute(kMigrations.at(static_cast<std::size_t>(i)));
    }
    if (unmade) {  // no work whose mentions an earlier version has read
      database.execute(("UPDATE meta SET value = " + std::to_string(kMentionsVersion) +
                        " WHERE key = 'mentions'")
                           .c_str());
    }
    database.execute(("PRAGMA user_version = " + std::to_string(schema_version())).c_str());
    database.execute("COMMIT");
  } catch (...) {
    if (database.in_transaction()) {
      sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    throw;
  }
  if (former) {
    remove_older_copies(database.path(), *former);
  }
}

}  // namespace assay::library
