-- One night, one file. Rows are added and never changed or removed: the triggers see to that.
-- Bytes come first (body, publication), then what they said (reading), then what we said (bulletin); where the desk
-- stood after a bulletin (desk) is kept whenever it is new, and is nobody's to read but the desk's.
CREATE TABLE night (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE body (
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, codec TEXT NOT NULL, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE publication (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  received_at TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES body (sha256), link TEXT NOT NULL
);
CREATE TABLE reading (
  seq INTEGER PRIMARY KEY REFERENCES publication (seq), state TEXT NOT NULL, facts BLOB,
  sha256 TEXT NOT NULL, error TEXT NOT NULL, link TEXT NOT NULL
);
CREATE TABLE bulletin (
  seq INTEGER PRIMARY KEY REFERENCES reading (seq), sha256 TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE desk (
  seq INTEGER PRIMARY KEY REFERENCES bulletin (seq), sha256 TEXT NOT NULL, data BLOB NOT NULL
);
CREATE INDEX publication_source ON publication (source, seq);
