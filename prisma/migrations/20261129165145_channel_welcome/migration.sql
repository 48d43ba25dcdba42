-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "welcome" JSONB,
ADD COLUMN     "welcomeSavedAt" TIMESTAMPTZ(3);
