-- Deleted threads are listed and removed by it. Beside a working server: threads are many, deleted ones few.
CREATE INDEX CONCURRENTLY "thread_deletedAt_idx" ON "thread" ("deletedAt") WHERE "deletedAt" IS NOT NULL;
