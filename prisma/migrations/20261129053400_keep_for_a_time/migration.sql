-- CreateIndex
CREATE INDEX "attachment_createdAt_idx" ON "attachment" USING BRIN ("createdAt");

-- CreateIndex
CREATE INDEX "message_sentAt_idx" ON "message" USING BRIN ("sentAt");
