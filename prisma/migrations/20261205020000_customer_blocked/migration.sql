-- The list of blocked customers. Few are blocked.
CREATE INDEX CONCURRENTLY "customer_blocked" ON "customer" ("id") WHERE "blockedAt" IS NOT NULL;
