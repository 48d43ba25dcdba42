-- The end of a queue's reply target, by which lists are sorted.
ALTER TABLE "thread" ADD COLUMN "replyDueAt" TIMESTAMPTZ(3);
