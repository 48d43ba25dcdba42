-- Browsers in which one person sees the console as another, and their sockets.
ALTER TABLE "agent_connection" ADD COLUMN "watching" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "see_as" (
    "id" UUID NOT NULL,
    "sessionId" UUID,
    "viewerId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "see_as_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "see_as_sessionId_key" ON "see_as"("sessionId");
CREATE INDEX "see_as_viewerId_idx" ON "see_as"("viewerId");
CREATE INDEX "see_as_agentId_idx" ON "see_as"("agentId");

ALTER TABLE "see_as" ADD CONSTRAINT "see_as_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "agent_session"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "see_as" ADD CONSTRAINT "see_as_viewerId_fkey" FOREIGN KEY ("viewerId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "see_as" ADD CONSTRAINT "see_as_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
