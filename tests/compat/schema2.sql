-- What schema 2 added to schema1.sql, as it was released, and a little in it. Never edited.
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

INSERT INTO records (id, work, source, key, key_hash, content_hash, given_id, kind, title, withdrawn)
  VALUES (3, 2, 1, 'c', 0, 3, 'c', 0, 'Another work, taken back', 1700000000);
INSERT INTO followed (source, connector, address, options, interval, paused, since, added, cursor)
  VALUES (2, 'feed', 'https://example.org/feed.xml', '{}', 86400, 0, '', 1700000000, 'page 7');
INSERT INTO hosts VALUES ('example.org', 1700000000000, 0);
PRAGMA user_version = 2;
