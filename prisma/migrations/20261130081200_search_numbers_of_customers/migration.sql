-- See parley_numbers.
CREATE INDEX CONCURRENTLY "customer_numbers" ON "customer" USING gin (parley_numbers(parley_fold("fields"::text), true))
  WHERE "fields" <> '{}'::jsonb;
