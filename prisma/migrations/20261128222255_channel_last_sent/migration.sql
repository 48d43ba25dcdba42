-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "lastSentAt" TIMESTAMPTZ(3);
