-- A snooze can hold even if the customer writes. Others end then, as before.
ALTER TABLE "thread" ADD COLUMN "wakesOnReply" BOOLEAN NOT NULL DEFAULT true;
