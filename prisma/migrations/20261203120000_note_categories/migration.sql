-- CreateTable
CREATE TABLE "note_category" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT 'slate',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "note_category_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "note_category_name_key" ON "note_category"("name");

-- AlterTable
ALTER TABLE "customer_note" ADD COLUMN     "audience" TEXT NOT NULL DEFAULT 'everyone',
ADD COLUMN     "categoryId" UUID,
ADD COLUMN     "departmentId" UUID;

-- CreateIndex
CREATE INDEX "customer_note_categoryId_idx" ON "customer_note"("categoryId");

-- CreateIndex
CREATE INDEX "customer_note_departmentId_idx" ON "customer_note"("departmentId");

-- AddForeignKey
ALTER TABLE "customer_note" ADD CONSTRAINT "customer_note_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "note_category"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_note" ADD CONSTRAINT "customer_note_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "customer_note" ADD CONSTRAINT "customer_note_audience" CHECK ("audience" IN ('everyone', 'department', 'supervisors', 'author'));
