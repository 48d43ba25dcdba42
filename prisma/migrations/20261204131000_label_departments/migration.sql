-- CreateTable
CREATE TABLE "label_department" (
    "labelId" UUID NOT NULL,
    "departmentId" UUID NOT NULL,

    CONSTRAINT "label_department_pkey" PRIMARY KEY ("labelId", "departmentId")
);

-- CreateIndex
CREATE INDEX "label_department_departmentId_idx" ON "label_department"("departmentId");

-- AddForeignKey
ALTER TABLE "label_department" ADD CONSTRAINT "label_department_labelId_fkey" FOREIGN KEY ("labelId") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_department" ADD CONSTRAINT "label_department_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
