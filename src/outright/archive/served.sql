-- What a night in a database has beside the tables of every night. These rows change: they say who does what now.
CREATE TABLE lease (
  work TEXT PRIMARY KEY, holder TEXT NOT NULL, term INTEGER NOT NULL, until DOUBLE PRECISION NOT NULL
);
