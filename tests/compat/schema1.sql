-- A library as schema 1 made it, with a little in every table that matters. Never edited: libraries like this one are in use.
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1634951545;
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

UPDATE meta SET value = 3 WHERE key = 'generation';
INSERT INTO sources VALUES (1, 'works'), (2, 'bibtex');
INSERT INTO models VALUES (1, 'developer-1/lexicon-2');
INSERT INTO works (id, generation, kind, title_key, year, developer_led, research, topics, model)
  VALUES (1, 1, 0, 0, 2021, 0.9, 0.8, 0, 1), (2, 2, 0, 0, 2020, 0.1, 0.9, 0, 1);
INSERT INTO works (id, generation, merged_into, kind, title_key) VALUES (3, 3, 1, 0, 0);
INSERT INTO records (id, work, source, key, key_hash, content_hash, given_id, kind, title, authors, year)
  VALUES (1, 1, 1, 'a', 0, 1, 'a', 0, 'Serving in 4 bits', 'Ada One', 2021),
         (2, 2, 2, 'b', 0, 2, 'b', 0, 'Another work', 'Bo Two', 2020);
INSERT INTO identifiers VALUES ('arxiv:2106.09685', 1);
INSERT INTO interests VALUES (1, 'words', 'serving', 1);
INSERT INTO reading VALUES (1, 1, 'rated', 5, 1700000000);
INSERT INTO notes VALUES (1, 1, 1, 'try the cache', 1700000000);
PRAGMA user_version = 1;
