-- DropForeignKey
ALTER TABLE "lead" DROP CONSTRAINT "lead_assignedTo_fkey";

-- DropIndex
DROP INDEX "lead_assignedTo_idx";

-- DropIndex
DROP INDEX "lead_channelId_idx";

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "adName" TEXT,
ADD COLUMN     "adsetId" TEXT,
ADD COLUMN     "adsetName" TEXT,
ADD COLUMN     "answers" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "assignedId" UUID,
ADD COLUMN     "assignedType" TEXT,
ADD COLUMN     "campaignId" TEXT,
ADD COLUMN     "campaignName" TEXT,
ADD COLUMN     "claims" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "consents" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "contact" JSONB,
ADD COLUMN     "duplicateOfId" UUID,
ADD COLUMN     "emailKey" TEXT,
ADD COLUMN     "errorCode" TEXT,
ADD COLUMN     "firstTouchAt" TIMESTAMPTZ(3),
ADD COLUMN     "keptApart" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "organic" BOOLEAN,
ADD COLUMN     "ownerId" UUID,
ADD COLUMN     "phoneKey" TEXT,
ADD COLUMN     "platform" TEXT,
ADD COLUMN     "search" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "statusId" UUID,
ADD COLUMN     "tryingSince" TIMESTAMPTZ(3);

-- The agent whom a lead was assigned to is its owner now.
UPDATE "lead" SET "ownerId" = "assignedTo", "assignedType" = 'agent', "assignedId" = "assignedTo" WHERE "assignedTo" IS NOT NULL;

-- No lead has had another status than "new", fields, or a source.
ALTER TABLE "lead" DROP COLUMN "assignedTo",
DROP COLUMN "fields",
DROP COLUMN "status",
DROP COLUMN "sourceId",
ADD COLUMN "sourceId" UUID;

-- CreateTable
CREATE TABLE "lead_attempt" (
    "id" UUID NOT NULL,
    "leadId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" UUID,
    "actorName" TEXT,
    "outcome" TEXT NOT NULL,
    "errorCode" TEXT,
    "error" TEXT,
    "payload" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "lead_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_status" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT,
    "stage" TEXT NOT NULL DEFAULT 'open',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "lead_status_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_source" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT,

    CONSTRAINT "lead_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_page" (
    "channelId" UUID NOT NULL,
    "assignType" TEXT,
    "assignId" UUID,
    "errorCode" TEXT,
    "error" TEXT,
    "errorAt" TIMESTAMPTZ(3),
    "readFrom" TIMESTAMPTZ(3),

    CONSTRAINT "lead_page_pkey" PRIMARY KEY ("channelId")
);

-- CreateTable
CREATE TABLE "lead_form" (
    "id" TEXT NOT NULL,
    "channelId" UUID NOT NULL,
    "name" TEXT,
    "locale" TEXT,
    "status" TEXT,
    "questions" JSONB NOT NULL DEFAULT '[]',
    "consents" JSONB NOT NULL DEFAULT '[]',
    "mapping" JSONB,
    "assignType" TEXT,
    "assignId" UUID,
    "fetchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "lead_form_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lead_attempt_leadId_at_idx" ON "lead_attempt"("leadId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "lead_status_name_key" ON "lead_status"("name");

-- CreateIndex
CREATE UNIQUE INDEX "lead_source_name_key" ON "lead_source"("name");

-- CreateIndex
CREATE INDEX "lead_form_channelId_idx" ON "lead_form"("channelId");

-- CreateIndex
CREATE INDEX "lead_channelId_createdTime_idx" ON "lead"("channelId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_formId_createdTime_idx" ON "lead"("formId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_statusId_createdTime_idx" ON "lead"("statusId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_sourceId_createdTime_idx" ON "lead"("sourceId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_ownerId_createdTime_idx" ON "lead"("ownerId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_assignedId_createdTime_idx" ON "lead"("assignedId", "createdTime" DESC);

-- CreateIndex
CREATE INDEX "lead_state_dueAt_idx" ON "lead"("state", "dueAt");

-- CreateIndex
CREATE INDEX "lead_duplicateOfId_idx" ON "lead"("duplicateOfId");

-- CreateIndex
CREATE INDEX "lead_emailKey_idx" ON "lead"("emailKey");

-- CreateIndex
CREATE INDEX "lead_phoneKey_idx" ON "lead"("phoneKey");

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_statusId_fkey" FOREIGN KEY ("statusId") REFERENCES "lead_status"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "lead_source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_duplicateOfId_fkey" FOREIGN KEY ("duplicateOfId") REFERENCES "lead"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_attempt" ADD CONSTRAINT "lead_attempt_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_page" ADD CONSTRAINT "lead_page_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_form" ADD CONSTRAINT "lead_form_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a new installation begins with. Their names can be changed, and more can be added.
INSERT INTO "lead_status" (id, name, key, stage, position) VALUES
  (gen_random_uuid(), 'New', 'new', 'open', 0),
  (gen_random_uuid(), 'Contacted', 'contacted', 'open', 1),
  (gen_random_uuid(), 'Qualified', 'qualified', 'open', 2),
  (gen_random_uuid(), 'Won', 'won', 'won', 3),
  (gen_random_uuid(), 'Lost', 'lost', 'lost', 4);
INSERT INTO "lead_source" (id, name, key) VALUES
  (gen_random_uuid(), 'Facebook', 'facebook'),
  (gen_random_uuid(), 'Instagram', 'instagram'),
  (gen_random_uuid(), 'Import', 'import');
UPDATE "lead" SET "statusId" = (SELECT id FROM "lead_status" WHERE key = 'new'),
  "sourceId" = (SELECT id FROM "lead_source" WHERE key = 'facebook');

ALTER TABLE "lead" ADD CONSTRAINT "lead_assignedType_check" CHECK ("assignedType" IN ('agent', 'queue', 'ring_group'));
ALTER TABLE "lead_status" ADD CONSTRAINT "lead_status_stage_check" CHECK (stage IN ('open', 'won', 'lost'));

ALTER TABLE "job" DROP CONSTRAINT "job_kind_known", ADD CONSTRAINT "job_kind_known" CHECK ("kind" IN ('backfill', 'lead_backfill'));
