-- The rows of a file find their customers by many numbers at once, for which the index of parts of a number is none.
CREATE INDEX CONCURRENTLY "customer_phoneKey_idx" ON "customer" ("phoneKey");
