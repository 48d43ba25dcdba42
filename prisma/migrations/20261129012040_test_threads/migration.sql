-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;

-- Tests are few, and found by their channel to be deleted.
CREATE INDEX "thread_test" ON "thread"("channelId") WHERE "test";
