-- The search for a part of an alias. Few customers have any.
CREATE INDEX CONCURRENTLY "customer_alias_trgm" ON "customer" USING gin (parley_aliases("aliases") gin_trgm_ops)
  WHERE "aliases" <> '{}';
