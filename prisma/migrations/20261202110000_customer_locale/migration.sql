-- The languages of a list's filter are read from this index.
CREATE INDEX CONCURRENTLY "customer_locale_idx" ON "customer"("locale");
