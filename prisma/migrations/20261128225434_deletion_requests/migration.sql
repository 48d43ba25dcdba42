-- CreateTable
CREATE TABLE "deletion_request" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deletion_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "deletion_request_code_key" ON "deletion_request"("code");

-- CreateIndex
CREATE UNIQUE INDEX "deletion_request_sourceId_userId_key" ON "deletion_request"("sourceId", "userId");

-- AddForeignKey
ALTER TABLE "deletion_request" ADD CONSTRAINT "deletion_request_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
