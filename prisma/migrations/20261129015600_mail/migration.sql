-- AlterTable
ALTER TABLE "setting" ADD COLUMN     "secretSealed" TEXT;

-- CreateTable
CREATE TABLE "mail_job" (
    "id" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "agentId" UUID,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "linkSealed" TEXT,
    "dedupeKey" TEXT,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claims" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseTill" TIMESTAMPTZ(3),
    "handedOverAt" TIMESTAMPTZ(3),
    "goodUntil" TIMESTAMPTZ(3),
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "mail_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_job_dedupeKey_key" ON "mail_job"("dedupeKey");

-- CreateIndex
CREATE INDEX "mail_job_agentId_idx" ON "mail_job"("agentId");

-- CreateIndex
CREATE INDEX "mail_job_createdAt_idx" ON "mail_job"("createdAt");

-- AddForeignKey
ALTER TABLE "mail_job" ADD CONSTRAINT "mail_job_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "mail_job" ADD CONSTRAINT "mail_job_state_known"
        CHECK ("state" IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'not_sent')),
    ADD CONSTRAINT "mail_job_finished" CHECK (("state" IN ('queued', 'sending')) = ("finishedAt" IS NULL)),
    ADD CONSTRAINT "mail_job_leased" CHECK (("state" = 'sending') = ("leaseTill" IS NOT NULL));

CREATE INDEX "mail_job_due" ON "mail_job" ("dueAt") WHERE "state" = 'queued';
CREATE INDEX "mail_job_lease" ON "mail_job" ("leaseTill") WHERE "state" = 'sending';
