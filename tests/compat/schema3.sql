-- What schema 3 added to schema1.sql and schema2.sql, as it was released, and a little in it. Never
-- edited.
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

INSERT INTO links VALUES (2, 'code', 'github:example/tool', 'abstract', 3, 9);
INSERT INTO kept_apart VALUES (1, 2, 1700000000);
INSERT INTO follows VALUES (1, 'person', 'one|a', 'Ada One', 1700000000);
PRAGMA user_version = 3;
