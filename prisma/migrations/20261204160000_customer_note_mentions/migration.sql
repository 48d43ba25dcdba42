-- AlterTable
ALTER TABLE "notification" ADD COLUMN     "customerNoteId" UUID;

-- CreateTable
CREATE TABLE "customer_note_mention" (
    "noteId" UUID NOT NULL,
    "agentId" UUID NOT NULL,

    CONSTRAINT "customer_note_mention_pkey" PRIMARY KEY ("noteId", "agentId")
);

-- CreateIndex
CREATE INDEX "customer_note_mention_agentId_idx" ON "customer_note_mention"("agentId");

-- CreateIndex
CREATE INDEX "notification_customerNoteId_idx" ON "notification"("customerNoteId");

-- AddForeignKey
ALTER TABLE "customer_note_mention" ADD CONSTRAINT "customer_note_mention_noteId_fkey" FOREIGN KEY ("noteId") REFERENCES "customer_note"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_note_mention" ADD CONSTRAINT "customer_note_mention_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_customerNoteId_fkey" FOREIGN KEY ("customerNoteId") REFERENCES "customer_note"("id") ON DELETE CASCADE ON UPDATE CASCADE;
