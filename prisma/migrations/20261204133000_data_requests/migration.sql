-- CreateTable
CREATE TABLE "data_request" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "contact" TEXT,
    "customerId" UUID,
    "way" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "identity" JSONB,
    "jurisdiction" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "extended" JSONB,
    "ownerId" UUID,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL DEFAULT 'open',
    "refusedReason" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "confirmationCode" TEXT,
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "data_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "data_request_answered" CHECK (("state" = 'open') = ("answeredAt" IS NULL))
);

-- CreateIndex
CREATE INDEX "data_request_customerId_idx" ON "data_request"("customerId");

-- CreateIndex
CREATE INDEX "data_request_ownerId_idx" ON "data_request"("ownerId");

-- AddForeignKey
ALTER TABLE "data_request" ADD CONSTRAINT "data_request_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_request" ADD CONSTRAINT "data_request_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;
