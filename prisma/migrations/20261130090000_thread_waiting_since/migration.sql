-- "Waiting on us", longest wait first, and its count: of a million threads, some thousands wait.
CREATE INDEX CONCURRENTLY "thread_waiting_since" ON "thread" ("waitingSince", "id") WHERE "waitingSince" IS NOT NULL;
