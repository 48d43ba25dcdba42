-- CreateTable
CREATE TABLE "draft" (
    "threadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "replyToId" UUID,
    "baseMessageId" UUID,
    "attachmentIds" UUID[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("threadId","agentId","kind")
);

-- CreateIndex
CREATE INDEX "draft_agentId_updatedAt_idx" ON "draft"("agentId", "updatedAt" DESC);

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "draft" ADD CONSTRAINT "draft_kind" CHECK ("kind" IN ('message', 'note'));
