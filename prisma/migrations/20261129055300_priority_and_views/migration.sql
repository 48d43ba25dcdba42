-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "priorityLevel" TEXT NOT NULL DEFAULT 'normal';

-- CreateTable
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "queueId" UUID,
    "everybody" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_view_ownerId_idx" ON "saved_view"("ownerId");

-- CreateIndex
CREATE INDEX "saved_view_queueId_idx" ON "saved_view"("queueId");

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_queueId_fkey" FOREIGN KEY ("queueId") REFERENCES "queue"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "thread" ADD CONSTRAINT "thread_priority_level"
  CHECK ("priorityLevel" IN ('low', 'normal', 'high', 'urgent'));

-- Lists by priority: few threads have one.
CREATE INDEX "thread_with_priority" ON "thread" ("priorityLevel", "lastMessageAt" DESC, id DESC)
  WHERE "priorityLevel" <> 'normal';
