-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "endRemindedFor" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "channel_review" (
    "channelId" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "notes" TEXT NOT NULL DEFAULT '',
    "confirmed" JSONB NOT NULL DEFAULT '[]',
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_review_pkey" PRIMARY KEY ("channelId")
);

-- AddForeignKey
ALTER TABLE "channel_review" ADD CONSTRAINT "channel_review_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;
