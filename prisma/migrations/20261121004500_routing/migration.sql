-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "lastSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "missedInRow" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "presenceBefore" TEXT,
ADD COLUMN     "presenceMessage" TEXT,
ADD COLUMN     "presenceReason" TEXT;

-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "agentLimit" INTEGER,
ADD COLUMN     "breakId" UUID,
ADD COLUMN     "breakMessage" TEXT,
ADD COLUMN     "breakType" TEXT,
ADD COLUMN     "holidayId" UUID,
ADD COLUMN     "holidayMessage" TEXT,
ADD COLUMN     "holidayType" TEXT,
ADD COLUMN     "hours" JSONB,
ADD COLUMN     "rules" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "texts" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "weight" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "accountOwnerId" UUID;

-- AlterTable
ALTER TABLE "offer" ADD COLUMN     "handedDown" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "viaId" UUID,
ADD COLUMN     "viaType" TEXT,
ADD COLUMN     "weight" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "queue" ADD COLUMN     "agentLimit" INTEGER,
ADD COLUMN     "autoAccept" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "countsSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "handleHours" INTEGER NOT NULL DEFAULT 24,
ADD COLUMN     "noteRequired" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pausedMessage" TEXT,
ADD COLUMN     "pausedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "resetSchedule" TEXT NOT NULL DEFAULT 'never';

-- AlterTable
ALTER TABLE "ring_group" ADD COLUMN     "breakId" UUID,
ADD COLUMN     "breakType" TEXT,
ADD COLUMN     "closedId" UUID,
ADD COLUMN     "closedType" TEXT,
ADD COLUMN     "holidayId" UUID,
ADD COLUMN     "holidayType" TEXT;

-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "handedDown" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "handovers" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "heldFor" TEXT,
ADD COLUMN     "preferredId" UUID,
ADD COLUMN     "rankAt" TIMESTAMPTZ(3),
ADD COLUMN     "round" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "roundAt" TIMESTAMPTZ(3),
ADD COLUMN     "seed" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "handle_span" (
    "id" UUID NOT NULL,
    "queueId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,
    "ms" INTEGER NOT NULL,

    CONSTRAINT "handle_span_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "agentId" UUID,
    "threadId" UUID,
    "departmentId" UUID,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holiday_calendar" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "days" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holiday_calendar_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "handle_span_queueId_endedAt_idx" ON "handle_span"("queueId", "endedAt");

-- CreateIndex
CREATE INDEX "handle_span_agentId_idx" ON "handle_span"("agentId");

-- CreateIndex
CREATE INDEX "alert_createdAt_idx" ON "alert"("createdAt");

-- CreateIndex
CREATE INDEX "alert_agentId_createdAt_idx" ON "alert"("agentId", "createdAt");

-- CreateIndex
CREATE INDEX "alert_threadId_idx" ON "alert"("threadId");

-- CreateIndex
CREATE UNIQUE INDEX "holiday_calendar_name_key" ON "holiday_calendar"("name");

-- CreateIndex
CREATE INDEX "customer_accountOwnerId_idx" ON "customer"("accountOwnerId");

-- CreateIndex
CREATE INDEX "thread_routedToId_routing_rankAt_id_idx" ON "thread"("routedToId", "routing", "rankAt", "id");

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_accountOwnerId_fkey" FOREIGN KEY ("accountOwnerId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handle_span" ADD CONSTRAINT "handle_span_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

ALTER TABLE "agent"
    ADD CONSTRAINT "agent_presenceBefore_known" CHECK ("presenceBefore" IN ('available', 'away', 'dnd', 'transfer_only')),
    ADD CONSTRAINT "agent_presenceBefore_lost" CHECK ("presenceBefore" IS NULL OR "presence" = 'offline'),
    ADD CONSTRAINT "agent_missedInRow_natural" CHECK ("missedInRow" >= 0);

ALTER TABLE "queue"
    ADD CONSTRAINT "queue_priority_range" CHECK ("priority" BETWEEN -100 AND 100),
    ADD CONSTRAINT "queue_agentLimit_positive" CHECK ("agentLimit" > 0),
    ADD CONSTRAINT "queue_handleHours_positive" CHECK ("handleHours" > 0),
    ADD CONSTRAINT "queue_resetSchedule_known" CHECK ("resetSchedule" IN ('never', 'daily', 'weekly', 'monthly')),
    ADD CONSTRAINT "queue_paused_whole" CHECK ("pausedAt" IS NOT NULL OR ("pausedUntil" IS NULL AND "pausedMessage" IS NULL));

ALTER TABLE "ring_group"
    ADD CONSTRAINT "ring_group_closed_known" CHECK ("closedType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "ring_group_closed_whole" CHECK (("closedType" IS NULL) = ("closedId" IS NULL)),
    ADD CONSTRAINT "ring_group_break_known" CHECK ("breakType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "ring_group_break_whole" CHECK (("breakType" IS NULL) = ("breakId" IS NULL)),
    ADD CONSTRAINT "ring_group_holiday_known" CHECK ("holidayType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "ring_group_holiday_whole" CHECK (("holidayType" IS NULL) = ("holidayId" IS NULL));

ALTER TABLE "channel"
    ADD CONSTRAINT "channel_break_known" CHECK ("breakType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "channel_break_whole" CHECK (("breakType" IS NULL) = ("breakId" IS NULL)),
    ADD CONSTRAINT "channel_holiday_known" CHECK ("holidayType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "channel_holiday_whole" CHECK (("holidayType" IS NULL) = ("holidayId" IS NULL)),
    ADD CONSTRAINT "channel_rules_list" CHECK (jsonb_typeof("rules") = 'array'),
    ADD CONSTRAINT "channel_texts_record" CHECK (jsonb_typeof("texts") = 'object'),
    ADD CONSTRAINT "channel_weight_positive" CHECK ("weight" > 0 AND "agentLimit" > 0);

ALTER TABLE "holiday_calendar"
    ADD CONSTRAINT "holiday_calendar_days_list" CHECK (jsonb_typeof("days") = 'array');

-- Only what nobody owns rings, and only while it waits; who has an owner or is dealt with asks nobody.
ALTER TABLE "thread"
    ADD CONSTRAINT "thread_offered_waits" CHECK ("routing" <> 'offered' OR "status" = 'waiting'),
    ADD CONSTRAINT "thread_queued_since" CHECK ("routing" <> 'offered' OR "queuedAt" IS NOT NULL),
    ADD CONSTRAINT "thread_preferred_waits" CHECK ("preferredId" IS NULL OR "routing" IN ('queued', 'offered')),
    ADD CONSTRAINT "thread_handovers_few" CHECK ("handovers" BETWEEN 0 AND 5),
    ADD CONSTRAINT "thread_round_natural" CHECK ("round" >= 1 AND "seed" >= 0);

-- A ring comes from a queue, a ring group or nowhere; a request comes from a person and goes to one person at a time.
ALTER TABLE "offer"
    ADD CONSTRAINT "offer_via_known" CHECK ("viaType" IN ('queue', 'ring_group')),
    ADD CONSTRAINT "offer_via_whole" CHECK (("viaType" IS NULL) = ("viaId" IS NULL)),
    ADD CONSTRAINT "offer_transfer_from" CHECK ("kind" <> 'transfer' OR "viaType" IS NULL),
    ADD CONSTRAINT "offer_weight_natural" CHECK ("weight" >= 0 AND "round" >= 1);
CREATE UNIQUE INDEX "offer_one_transfer" ON "offer" ("threadId") WHERE "kind" = 'transfer' AND "endedAt" IS NULL;
CREATE INDEX "offer_open_of_thread" ON "offer" ("threadId") WHERE "endedAt" IS NULL;
CREATE INDEX "thread_queued" ON "thread" ("routedToType", "routedToId") WHERE "routing" = 'queued' AND "status" = 'waiting';
CREATE INDEX "thread_owned_open" ON "thread" ("ownerId") WHERE "status" = 'open';
CREATE INDEX "message_transfer" ON "message" ("threadId", "sentAt") WHERE "kind" = 'event' AND "event"->>'type' = 'transferred';

-- What waits already has its place in the queue.
UPDATE "thread" SET "rankAt" = coalesce("waitingSince", "queuedAt", "lastMessageAt") - "priority" * interval '15 minutes'
    WHERE "routing" = 'queued';
