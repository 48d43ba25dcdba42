-- AlterTable
ALTER TABLE "canned_reply" ADD COLUMN     "activeFrom" TIMESTAMPTZ(3),
ADD COLUMN     "activeUntil" TIMESTAMPTZ(3);
