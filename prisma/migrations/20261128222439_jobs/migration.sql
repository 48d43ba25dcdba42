-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "channelId" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "params" JSONB NOT NULL,
    "progress" JSONB NOT NULL DEFAULT '{}',
    "result" JSONB,
    "error" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "claims" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "job_channelId_createdAt_idx" ON "job"("channelId", "createdAt");

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "job" ADD CONSTRAINT "job_state_known" CHECK ("state" IN ('running', 'done', 'failed')),
    ADD CONSTRAINT "job_kind_known" CHECK ("kind" IN ('backfill')),
    ADD CONSTRAINT "job_finished" CHECK (("state" = 'running') = ("finishedAt" IS NULL));

CREATE UNIQUE INDEX "job_running" ON "job" ("kind", "channelId") WHERE "state" = 'running';
CREATE INDEX "job_due" ON "job" ("dueAt") WHERE "state" = 'running';
