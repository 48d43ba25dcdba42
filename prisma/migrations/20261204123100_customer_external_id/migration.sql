-- A file can name customers by an id of another program, which their field `externalId` keeps. Beside a working server.
CREATE INDEX CONCURRENTLY "customer_external_id" ON "customer" (("fields"->>'externalId')) WHERE "fields"->>'externalId' IS NOT NULL;
