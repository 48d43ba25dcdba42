-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "guide" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "channel_draft" (
    "agentId" UUID NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_draft_pkey" PRIMARY KEY ("agentId")
);

-- AddForeignKey
ALTER TABLE "channel_draft" ADD CONSTRAINT "channel_draft_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
