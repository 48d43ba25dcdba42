-- CreateIndex
CREATE INDEX "lead_ownerId_statusId_idx" ON "lead"("ownerId", "statusId");

-- CreateIndex
CREATE INDEX "lead_assignedId_statusId_idx" ON "lead"("assignedId", "statusId");
