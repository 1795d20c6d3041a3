-- What a night in a database has beside the tables of every night. These rows change: they say who does what now.
CREATE TABLE lease (
  work TEXT PRIMARY KEY, holder TEXT NOT NULL, term INTEGER NOT NULL, until DOUBLE PRECISION NOT NULL
);
-- Who polls a source, in which term, until when by the server's clock; when it is to be asked next; what its walk
-- remembers; since when it has stood by what it says; whether it has said its last.
CREATE TABLE poll (
  source TEXT PRIMARY KEY, holder TEXT NOT NULL, term INTEGER NOT NULL, until DOUBLE PRECISION NOT NULL,
  due_at DOUBLE PRECISION NOT NULL, memory BLOB NOT NULL, stood_at DOUBLE PRECISION, ended BOOLEAN NOT NULL
);
CREATE TRIGGER publication_wakes AFTER INSERT ON publication FOR EACH STATEMENT EXECUTE FUNCTION wakes();
CREATE TRIGGER bulletin_wakes AFTER INSERT ON bulletin FOR EACH STATEMENT EXECUTE FUNCTION wakes();
