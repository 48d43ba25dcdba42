-- Leads ring for the agents of their queue or ring group, and count in an agent's load.
ALTER TABLE "lead" ADD COLUMN "ownedSince" TIMESTAMPTZ(3);
-- The load of agents is read for each decision of the router: it finds its few leads among a million without a contact.
CREATE INDEX "lead_uncontacted" ON "lead"("ownerId", "ownedSince") WHERE "ownedSince" IS NOT NULL AND "firstTouchAt" IS NULL;

-- Leads that wait now do not begin to ring: their members had an alert, and see them in their lists.
CREATE TABLE "lead_wait" (
    "id" UUID NOT NULL,
    "routedToType" TEXT NOT NULL,
    "routedToId" UUID NOT NULL,
    "routing" TEXT NOT NULL DEFAULT 'queued',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL,
    "rankAt" TIMESTAMPTZ(3) NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "roundAt" TIMESTAMPTZ(3),
    "seed" INTEGER NOT NULL DEFAULT 0,
    "handovers" INTEGER NOT NULL DEFAULT 0,
    "heldFor" TEXT,

    CONSTRAINT "lead_wait_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "lead_wait_routedToId_rankAt_id_idx" ON "lead_wait"("routedToId", "rankAt", "id");
ALTER TABLE "lead_wait" ADD CONSTRAINT "lead_wait_id_fkey" FOREIGN KEY ("id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "lead_offer" (
    "id" UUID NOT NULL,
    "leadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "viaType" TEXT NOT NULL,
    "viaId" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "result" TEXT,

    CONSTRAINT "lead_offer_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "lead_offer_leadId_createdAt_idx" ON "lead_offer"("leadId", "createdAt");
CREATE INDEX "lead_offer_agentId_endedAt_idx" ON "lead_offer"("agentId", "endedAt");
CREATE INDEX "lead_offer_open" ON "lead_offer"("agentId") WHERE "endedAt" IS NULL;
ALTER TABLE "lead_offer" ADD CONSTRAINT "lead_offer_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "lead_offer" ADD CONSTRAINT "lead_offer_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
