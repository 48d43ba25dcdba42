-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "shift" JSONB,
ADD COLUMN     "shiftEnds" TEXT NOT NULL DEFAULT 'away',
ADD COLUMN     "shiftHolds" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "queue" ADD COLUMN     "serviceSecretSealed" TEXT,
ADD COLUMN     "serviceUrl" TEXT,
ADD COLUMN     "tellAfterSeconds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tellEveryHours" INTEGER NOT NULL DEFAULT 4,
ADD COLUMN     "tellsWait" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "waitTexts" JSONB NOT NULL DEFAULT '{}';

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

ALTER TABLE "agent"
    ADD CONSTRAINT "agent_shiftEnds_known" CHECK ("shiftEnds" IN ('away', 'transfer_only', 'dnd')),
    ADD CONSTRAINT "agent_shiftHolds_shift" CHECK ("shift" IS NOT NULL OR NOT "shiftHolds"),
    ADD CONSTRAINT "agent_shiftHolds_back" CHECK ("presence" <> 'available' OR NOT "shiftHolds");

ALTER TABLE "queue"
    ADD CONSTRAINT "queue_waitTexts_record" CHECK (jsonb_typeof("waitTexts") = 'object'),
    ADD CONSTRAINT "queue_tellAfterSeconds_natural" CHECK ("tellAfterSeconds" >= 0),
    ADD CONSTRAINT "queue_tellEveryHours_positive" CHECK ("tellEveryHours" > 0),
    ADD CONSTRAINT "queue_service_whole" CHECK (("serviceUrl" IS NULL) = ("serviceSecretSealed" IS NULL));
