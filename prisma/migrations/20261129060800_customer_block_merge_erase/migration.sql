-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "blockReason" TEXT,
ADD COLUMN     "blockedAt" TIMESTAMPTZ(3),
ADD COLUMN     "blockedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "erasedAt" TIMESTAMPTZ(3),
ADD COLUMN     "mergedIntoId" UUID;

-- AlterTable
ALTER TABLE "deletion_request" ADD COLUMN     "erasedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "blockedUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "customerId" UUID,
ALTER COLUMN "channelId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "customer_merge" (
    "id" UUID NOT NULL,
    "survivorId" UUID NOT NULL,
    "otherId" UUID NOT NULL,
    "moved" JSONB NOT NULL,
    "mergedAt" TIMESTAMPTZ(3) NOT NULL,
    "mergedById" UUID,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "customer_merge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "customer_merge_survivorId_idx" ON "customer_merge"("survivorId");

-- CreateIndex
CREATE INDEX "customer_merge_otherId_idx" ON "customer_merge"("otherId");

-- CreateIndex
CREATE INDEX "customer_mergedIntoId_idx" ON "customer"("mergedIntoId");

-- CreateIndex
CREATE INDEX "job_customerId_idx" ON "job"("customerId");

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_survivorId_fkey" FOREIGN KEY ("survivorId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "job" DROP CONSTRAINT "job_kind_known",
  ADD CONSTRAINT "job_kind_known" CHECK ("kind" IN ('backfill', 'lead_backfill', 'customer_export', 'customer_erasure')),
  ADD CONSTRAINT "job_subject" CHECK (("channelId" IS NULL) <> ("customerId" IS NULL));
ALTER TABLE "customer" ADD CONSTRAINT "customer_block" CHECK ("blockedAt" IS NOT NULL OR "blockedUntil" IS NULL);
