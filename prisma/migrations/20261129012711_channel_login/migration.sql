-- CreateTable
CREATE TABLE "channel_login" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "agentId" UUID NOT NULL,
    "sessionId" UUID,
    "stateHash" TEXT NOT NULL,
    "appId" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "returnTo" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "tokenSealed" TEXT,
    "pictures" JSONB NOT NULL DEFAULT '{}',
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_login_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "channel_login_stateHash_key" ON "channel_login"("stateHash");

-- CreateIndex
CREATE INDEX "channel_login_agentId_idx" ON "channel_login"("agentId");

-- CreateIndex
CREATE INDEX "channel_login_sessionId_idx" ON "channel_login"("sessionId");

-- CreateIndex
CREATE INDEX "channel_login_expiresAt_idx" ON "channel_login"("expiresAt");

-- AddForeignKey
ALTER TABLE "channel_login" ADD CONSTRAINT "channel_login_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_login" ADD CONSTRAINT "channel_login_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "agent_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
