-- See parley_numbers.
CREATE INDEX CONCURRENTLY "lead_numbers" ON "lead" USING gin (parley_numbers("search", true));
