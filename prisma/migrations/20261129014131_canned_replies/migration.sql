-- AlterTable
ALTER TABLE "attachment" ADD COLUMN     "cannedReplyId" UUID;

-- CreateTable
CREATE TABLE "canned_reply" (
    "id" UUID NOT NULL,
    "shortcut" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "category" TEXT NOT NULL DEFAULT '',
    "ownerId" UUID,
    "departmentId" UUID,
    "scopeKey" TEXT NOT NULL,
    "bodies" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "canned_reply_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "canned_use" (
    "cannedReplyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "canned_use_pkey" PRIMARY KEY ("cannedReplyId","agentId")
);

-- CreateIndex
CREATE INDEX "canned_reply_ownerId_idx" ON "canned_reply"("ownerId");

-- CreateIndex
CREATE INDEX "canned_reply_departmentId_idx" ON "canned_reply"("departmentId");

-- CreateIndex
CREATE UNIQUE INDEX "canned_reply_scopeKey_shortcut_key" ON "canned_reply"("scopeKey", "shortcut");

-- CreateIndex
CREATE INDEX "canned_use_agentId_idx" ON "canned_use"("agentId");

-- CreateIndex
CREATE INDEX "attachment_cannedReplyId_idx" ON "attachment"("cannedReplyId");

-- AddForeignKey
ALTER TABLE "canned_reply" ADD CONSTRAINT "canned_reply_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "canned_reply" ADD CONSTRAINT "canned_reply_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "canned_use" ADD CONSTRAINT "canned_use_cannedReplyId_fkey" FOREIGN KEY ("cannedReplyId") REFERENCES "canned_reply"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "canned_use" ADD CONSTRAINT "canned_use_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_cannedReplyId_fkey" FOREIGN KEY ("cannedReplyId") REFERENCES "canned_reply"("id") ON DELETE SET NULL ON UPDATE CASCADE;
