-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "namesCustomer" BOOLEAN NOT NULL DEFAULT true;

-- The survivors of merges keep their names from now on.
UPDATE "identity" i SET "namesCustomer" = false
FROM "customer_merge" m
WHERE m."undoneAt" IS NULL AND i."customerId" = m."survivorId"
  AND m."moved"->'identityIds' ? i."id"::text AND NOT (m."moved"->'facts' ? 'name');
