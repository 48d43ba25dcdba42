-- The same for one or two Chinese, Japanese or Korean characters.
CREATE INDEX CONCURRENTLY "customer_alias_han" ON "customer" USING gin (parley_han(parley_aliases("aliases")))
  WHERE "aliases" <> '{}';
