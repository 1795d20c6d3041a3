-- One night. Rows are added and never changed or removed: triggers see to that.
-- Bytes come first (body, publication), then what they said (reading), then what we said (bulletin); where the desk
-- stood after a bulletin (desk) is kept whenever it is new, and is nobody's to read but the desk's. A reading or bulletin
-- with a base is kept as what changed from that one. The same words serve both homes.
CREATE TABLE night (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE version (number INTEGER PRIMARY KEY, by TEXT NOT NULL);
CREATE TABLE body (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, codec TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE publication (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  received_at TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES body (sha256), link TEXT NOT NULL
);
CREATE TABLE reading (
  seq INTEGER PRIMARY KEY REFERENCES publication (seq), state TEXT NOT NULL, facts BLOB,
  sha256 TEXT NOT NULL, error TEXT NOT NULL, link TEXT NOT NULL, base INTEGER
);
CREATE TABLE bulletin (
  seq INTEGER PRIMARY KEY REFERENCES reading (seq), sha256 TEXT NOT NULL, data BLOB NOT NULL, base INTEGER
);
CREATE TABLE desk (
  seq INTEGER PRIMARY KEY REFERENCES bulletin (seq), sha256 TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE telling (
  seq INTEGER PRIMARY KEY REFERENCES bulletin (seq), engine TEXT NOT NULL, link TEXT NOT NULL
);
CREATE TABLE receipt (token TEXT PRIMARY KEY, seq INTEGER NOT NULL REFERENCES publication (seq));
CREATE INDEX publication_source ON publication (source, seq);
