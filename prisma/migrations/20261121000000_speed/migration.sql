-- Every message moves its thread, and with it an entry in every index of the thread. These two answered no list
-- that another one does not answer as well.
DROP INDEX "thread_channelId_lastMessageAt_id_idx";
DROP INDEX "thread_departmentId_lastMessageAt_id_idx";

-- What an agent has closed, newest first.
DROP INDEX "thread_lastOwnerId_idx";
CREATE INDEX "thread_lastOwnerId_lastMessageAt_id_idx" ON "thread" ("lastOwnerId", "lastMessageAt" DESC, "id" DESC);

-- Only what was written here has a composer's key; what came in need not be in this index.
DROP INDEX "message_threadId_clientId_part_key";
CREATE UNIQUE INDEX "message_threadId_clientId_part_key" ON "message" ("threadId", "clientId", "part")
    WHERE "clientId" IS NOT NULL;

-- The ticks that a receipt may still move: a handful of each thread, however long it is.
CREATE INDEX "message_ticks" ON "message" ("threadId")
    WHERE "direction" = 'out' AND "status" IN ('sent', 'delivered');
