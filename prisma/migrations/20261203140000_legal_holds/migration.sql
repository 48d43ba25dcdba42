-- CreateTable
CREATE TABLE "legal_hold" (
    "id" UUID NOT NULL,
    "customerId" UUID,
    "threadId" UUID,
    "reason" TEXT NOT NULL,
    "placedById" UUID,
    "placedByName" TEXT NOT NULL,
    "placedAt" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "endedByName" TEXT,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "legal_hold_of_one" CHECK (("customerId" IS NULL) <> ("threadId" IS NULL))
);

-- CreateIndex
CREATE INDEX "legal_hold_customerId_idx" ON "legal_hold"("customerId");

-- CreateIndex
CREATE INDEX "legal_hold_threadId_idx" ON "legal_hold"("threadId");

-- CreateIndex
CREATE INDEX "legal_hold_placedById_idx" ON "legal_hold"("placedById");

-- AddForeignKey
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_placedById_fkey" FOREIGN KEY ("placedById") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;
