-- AlterTable
ALTER TABLE "thread_session" ADD COLUMN     "firstQuestionAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "report_fact" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "threadId" UUID,
    "sessionId" UUID,
    "channelId" UUID NOT NULL,
    "placeType" TEXT,
    "placeId" UUID,
    "departmentId" UUID,
    "agentId" UUID,
    "startedAt" TIMESTAMPTZ(3),
    "wallMs" BIGINT,
    "officeMs" BIGINT,

    CONSTRAINT "report_fact_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "report_fact_at_id_idx" ON "report_fact"("at", "id");

-- CreateIndex
CREATE INDEX "report_fact_threadId_idx" ON "report_fact"("threadId");

-- AddForeignKey
ALTER TABLE "report_fact" ADD CONSTRAINT "report_fact_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A conversation arrives once and has one first reply, whatever is reported twice.
CREATE UNIQUE INDEX "report_fact_once" ON "report_fact"("sessionId", "kind") WHERE "kind" IN ('arrived', 'replied');
ALTER TABLE "report_fact" ADD CONSTRAINT "report_fact_kind" CHECK ("kind" IN ('arrived', 'owned', 'replied', 'closed', 'missed'));
