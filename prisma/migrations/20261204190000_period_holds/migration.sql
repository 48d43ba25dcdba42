-- AlterTable
ALTER TABLE "legal_hold" ADD COLUMN "heldFrom" TIMESTAMPTZ(3),
ADD COLUMN "heldTo" TIMESTAMPTZ(3);

-- A hold is on a customer, a thread or a period.
ALTER TABLE "legal_hold" DROP CONSTRAINT "legal_hold_of_one";
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_of_one" CHECK (
  num_nonnulls("customerId", "threadId", "heldFrom") = 1
  AND ("heldFrom" IS NULL) = ("heldTo" IS NULL) AND ("heldFrom" IS NULL OR "heldFrom" < "heldTo"));

-- CreateIndex: the few that have not ended are asked for by retention, deletion and erasure.
CREATE INDEX "legal_hold_open_period" ON "legal_hold" ("heldFrom") WHERE "heldFrom" IS NOT NULL AND "endedAt" IS NULL;
