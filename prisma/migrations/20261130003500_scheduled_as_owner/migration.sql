-- AlterTable
ALTER TABLE "scheduled_message" ADD COLUMN     "asOwner" BOOLEAN NOT NULL DEFAULT false;
