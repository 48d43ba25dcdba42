-- The thread of an early event: an erasure or deletion takes what waits for a message of the thread.
ALTER TABLE "early_event" ADD COLUMN "threadId" UUID;
CREATE INDEX "early_event_threadId_idx" ON "early_event"("threadId");
ALTER TABLE "early_event" ADD CONSTRAINT "early_event_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;
