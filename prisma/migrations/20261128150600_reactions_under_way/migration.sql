CREATE TABLE "reaction_job" (
    "messageId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "emoji" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reaction_job_pkey" PRIMARY KEY ("messageId")
);

CREATE INDEX "reaction_job_dueAt_idx" ON "reaction_job"("dueAt");

ALTER TABLE "reaction_job" ADD CONSTRAINT "reaction_job_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
