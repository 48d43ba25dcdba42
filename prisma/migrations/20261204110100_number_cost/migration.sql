-- One call takes about 0.15 ms: as long as some thousand operators. With the usual cost of 100, reading every message
-- can look cheaper than the index.
ALTER FUNCTION parley_numbers(text, boolean) COST 5000;

-- Nothing was known of "deletedAt" in tables that were there before it: Postgres then takes one thread of 200 for
-- not deleted, until a tenth of the table has changed.
ANALYZE "thread";
