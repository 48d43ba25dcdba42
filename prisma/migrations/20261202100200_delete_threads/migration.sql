-- A deleted thread is hidden at once and removed after 30 days. No default, so no table is written.
ALTER TABLE "thread" ADD COLUMN "deletedAt" TIMESTAMPTZ(3);
