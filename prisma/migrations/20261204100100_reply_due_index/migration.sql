-- Customers who wait for a target are few among all. Beside a working server: threads are many.
CREATE INDEX CONCURRENTLY "thread_replyDueAt_id_idx" ON "thread" ("replyDueAt", "id") WHERE "replyDueAt" IS NOT NULL;
