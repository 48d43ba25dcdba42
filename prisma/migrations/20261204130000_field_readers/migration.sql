-- CreateTable
CREATE TABLE "customer_field_reader" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "departmentId" UUID,

    CONSTRAINT "customer_field_reader_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_field_reader_key_departmentId_key" ON "customer_field_reader"("key", "departmentId");

-- CreateIndex
CREATE INDEX "customer_field_reader_departmentId_idx" ON "customer_field_reader"("departmentId");

-- AddForeignKey
ALTER TABLE "customer_field_reader" ADD CONSTRAINT "customer_field_reader_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE SET NULL ON UPDATE CASCADE;
