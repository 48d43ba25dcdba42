-- Why a thread is back from a snooze, and what its pinned note came with.
ALTER TABLE "thread" ADD COLUMN "back" TEXT;
ALTER TABLE "thread" ADD COLUMN "pinnedWhy" TEXT;
