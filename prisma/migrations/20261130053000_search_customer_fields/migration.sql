-- The values of customers' fields are searched like their names: without it, every search read all customers.
CREATE INDEX CONCURRENTLY "customer_fields_trgm" ON "customer" USING gin (parley_fold("fields"::text) gin_trgm_ops)
  WHERE "fields" <> '{}'::jsonb;
