-- Who may do what in the database of a night. Run as its owner, once the night was begun; here it is called ga06.
-- outright_writes: collectors, engines, and pages with a desk. outright_reads: pages, and whoever looks.
GRANT USAGE ON SCHEMA "ga06" TO outright_writes, outright_reads;
GRANT SELECT ON ALL TABLES IN SCHEMA "ga06" TO outright_writes, outright_reads;
GRANT INSERT ON ALL TABLES IN SCHEMA "ga06" TO outright_writes;
GRANT UPDATE, DELETE ON "ga06".poll, "ga06".lease TO outright_writes;
-- Whoever stores something holds this table for a moment, for which PostgreSQL asks this right; a trigger refuses its use.
GRANT UPDATE ON "ga06".night TO outright_writes;
