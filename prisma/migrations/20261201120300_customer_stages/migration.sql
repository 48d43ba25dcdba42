-- CreateTable
CREATE TABLE "customer_stage" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT 'slate',
    "position" INTEGER NOT NULL DEFAULT 0,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_stage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_stage_change" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "fromName" TEXT,
    "toName" TEXT,
    "actorId" UUID,
    "actorName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_stage_change_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "stageId" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "customer_stage_name_key" ON "customer_stage"("name");

-- CreateIndex
CREATE INDEX "customer_stage_change_customerId_at_id_idx" ON "customer_stage_change"("customerId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customer_stage_change_actorId_idx" ON "customer_stage_change"("actorId");

-- AddForeignKey
ALTER TABLE "customer_stage_change" ADD CONSTRAINT "customer_stage_change_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_stage_change" ADD CONSTRAINT "customer_stage_change_actorId_fkey" FOREIGN KEY ("actorId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "customer_stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A change is one: from a stage to another, or to and from none.
ALTER TABLE "customer_stage_change" ADD CONSTRAINT "customer_stage_change_differs" CHECK ("fromName" IS DISTINCT FROM "toName");

-- The customers of a stage, newest first, and their number. No customer has one yet, so it is built at once.
CREATE INDEX "customer_of_stage" ON "customer" ("stageId", "id" DESC) WHERE "stageId" IS NOT NULL;
