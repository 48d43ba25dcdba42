-- AlterTable
ALTER TABLE "channel" ADD COLUMN "rejectedCount" INTEGER NOT NULL DEFAULT 0;
