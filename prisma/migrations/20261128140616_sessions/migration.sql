-- CreateTable
CREATE TABLE "agent_session" (
    "id" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agent_session_agentId_idx" ON "agent_session"("agentId");

-- CreateIndex
CREATE INDEX "agent_session_createdAt_idx" ON "agent_session"("createdAt");

-- AddForeignKey
ALTER TABLE "agent_session" ADD CONSTRAINT "agent_session_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
