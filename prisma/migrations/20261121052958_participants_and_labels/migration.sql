-- AlterTable
ALTER TABLE "label" ADD COLUMN     "description" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "thread_participant" (
    "threadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "invitedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "thread_participant_pkey" PRIMARY KEY ("threadId","agentId")
);

-- CreateIndex
CREATE INDEX "thread_participant_agentId_idx" ON "thread_participant"("agentId");

-- CreateIndex
CREATE INDEX "thread_participant_invitedById_idx" ON "thread_participant"("invitedById");

-- AddForeignKey
ALTER TABLE "thread_participant" ADD CONSTRAINT "thread_participant_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_participant" ADD CONSTRAINT "thread_participant_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_participant" ADD CONSTRAINT "thread_participant_invitedById_fkey" FOREIGN KEY ("invitedById") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;
