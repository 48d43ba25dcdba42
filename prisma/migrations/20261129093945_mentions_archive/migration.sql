-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "archivedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "mention" (
    "messageId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "mention_pkey" PRIMARY KEY ("messageId","agentId")
);

-- CreateIndex
CREATE INDEX "mention_agentId_threadId_idx" ON "mention"("agentId", "threadId");

-- CreateIndex
CREATE INDEX "mention_threadId_idx" ON "mention"("threadId");

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The archive is a list of its own.
CREATE INDEX "thread_archived" ON "thread"("lastMessageAt" DESC, "id" DESC) WHERE "archivedAt" IS NOT NULL;

ALTER TABLE "thread" ADD CONSTRAINT "thread_archived_is_closed" CHECK ("archivedAt" IS NULL OR "status" = 'closed');
