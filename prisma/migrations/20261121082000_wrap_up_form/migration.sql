-- AlterTable
ALTER TABLE "queue" ADD COLUMN     "wrapUpForm" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "thread_session" ADD COLUMN     "outcome" TEXT,
ADD COLUMN     "wrapUpNoteId" UUID;
