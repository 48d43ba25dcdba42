-- CreateTable
CREATE TABLE "macro" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "ownerId" UUID,
    "departmentId" UUID,
    "scopeKey" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "macro_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "macro_ownerId_idx" ON "macro"("ownerId");

-- CreateIndex
CREATE INDEX "macro_departmentId_idx" ON "macro"("departmentId");

-- CreateIndex
CREATE UNIQUE INDEX "macro_scopeKey_name_key" ON "macro"("scopeKey", "name");

-- AddForeignKey
ALTER TABLE "macro" ADD CONSTRAINT "macro_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "macro" ADD CONSTRAINT "macro_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE CASCADE ON UPDATE CASCADE;
