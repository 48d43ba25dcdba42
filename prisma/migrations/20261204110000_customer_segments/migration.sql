-- CreateTable
CREATE TABLE "customer_segment" (
    "id" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "limited" BOOLEAN NOT NULL DEFAULT false,
    "departmentId" UUID,
    "everybody" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_segment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "customer_segment_ownerId_idx" ON "customer_segment"("ownerId");

-- CreateIndex
CREATE INDEX "customer_segment_departmentId_idx" ON "customer_segment"("departmentId");

-- AddForeignKey
ALTER TABLE "customer_segment" ADD CONSTRAINT "customer_segment_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_segment" ADD CONSTRAINT "customer_segment_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE SET NULL ON UPDATE CASCADE;
