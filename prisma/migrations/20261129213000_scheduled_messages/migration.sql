-- CreateTable
CREATE TABLE "scheduled_message" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "replyToId" UUID,
    "attachmentIds" UUID[],
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "unlessCustomerWrites" BOOLEAN NOT NULL DEFAULT false,
    "inboundCount" INTEGER NOT NULL,
    "heldCode" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scheduled_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_message_threadId_clientId_key" ON "scheduled_message"("threadId", "clientId");

-- CreateIndex
CREATE INDEX "scheduled_message_threadId_dueAt_idx" ON "scheduled_message"("threadId", "dueAt");

-- CreateIndex
CREATE INDEX "scheduled_message_agentId_idx" ON "scheduled_message"("agentId");

-- AddForeignKey
ALTER TABLE "scheduled_message" ADD CONSTRAINT "scheduled_message_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scheduled_message" ADD CONSTRAINT "scheduled_message_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
