-- See parley_han.
CREATE INDEX CONCURRENTLY "customer_fields_han" ON "customer" USING gin (parley_han(parley_fold("fields"::text)))
  WHERE "fields" <> '{}'::jsonb AND octet_length(parley_fold("fields"::text)) <> length(parley_fold("fields"::text));
