-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "pinnedNoteId" UUID;
