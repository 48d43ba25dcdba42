-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "reopenHours" INTEGER NOT NULL DEFAULT 24;

-- AlterTable
ALTER TABLE "queue" ADD COLUMN     "widenSeconds" INTEGER;

-- AlterTable
ALTER TABLE "ring_group" ADD COLUMN     "ownerOffline" TEXT NOT NULL DEFAULT 'requeue_waiting';

-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "preferredWhy" TEXT;

-- CreateTable
CREATE TABLE "queue_wait" (
    "id" UUID NOT NULL,
    "queueId" UUID NOT NULL,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,
    "ms" INTEGER NOT NULL,

    CONSTRAINT "queue_wait_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "queue_wait_queueId_takenAt_idx" ON "queue_wait"("queueId", "takenAt" DESC);

-- CreateIndex
CREATE INDEX "queue_wait_takenAt_idx" ON "queue_wait"("takenAt");

-- AddForeignKey
ALTER TABLE "queue_wait" ADD CONSTRAINT "queue_wait_queueId_fkey" FOREIGN KEY ("queueId") REFERENCES "queue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

-- Who is asked first by now is the account owner or the last one.
UPDATE "thread" t SET "preferredWhy" = CASE WHEN c."accountOwnerId" = t."preferredId" THEN 'account_owner' ELSE 'last_owner' END
    FROM "customer" c WHERE c.id = t."customerId" AND t."preferredId" IS NOT NULL;

ALTER TABLE "channel"
    ADD CONSTRAINT "channel_reopenHours_natural" CHECK ("reopenHours" >= 0);
ALTER TABLE "queue"
    ADD CONSTRAINT "queue_widenSeconds_positive" CHECK ("widenSeconds" > 0);
ALTER TABLE "ring_group"
    ADD CONSTRAINT "ring_group_ownerOffline_known" CHECK ("ownerOffline" IN ('requeue_waiting', 'on_next_message', 'requeue_all', 'keep'));
ALTER TABLE "thread"
    ADD CONSTRAINT "thread_preferredWhy_known" CHECK ("preferredWhy" IN ('account_owner', 'last_owner', 'reopened')),
    ADD CONSTRAINT "thread_preferred_whole" CHECK (("preferredId" IS NULL) = ("preferredWhy" IS NULL));
ALTER TABLE "queue_wait"
    ADD CONSTRAINT "queue_wait_ms_natural" CHECK ("ms" >= 0);
