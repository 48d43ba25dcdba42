-- Who blocked and unblocked a customer, and why. The customer's own row knows only the block of now.
CREATE TABLE "customer_block_change" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "blocked" BOOLEAN NOT NULL,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL DEFAULT '',
    "actorId" UUID,
    "actorName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_block_change_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "customer_block_change_customerId_at_id_idx" ON "customer_block_change"("customerId", "at" DESC, "id" DESC);
CREATE INDEX "customer_block_change_actorId_idx" ON "customer_block_change"("actorId");

ALTER TABLE "customer_block_change" ADD CONSTRAINT "customer_block_change_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "customer_block_change" ADD CONSTRAINT "customer_block_change_actorId_fkey" FOREIGN KEY ("actorId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Those of before are in the audit log. It has no reason; the block of now has its own.
INSERT INTO "customer_block_change" ("id", "customerId", "blocked", "until", "reason", "actorId", "actorName", "at")
SELECT e."id", c."id", e."action" = 'customer.blocked', (e."detail"->>'until')::timestamptz,
    CASE WHEN n."isNow" THEN COALESCE(c."blockReason", '') ELSE '' END, a."id", e."actorName",
    CASE WHEN n."isNow" THEN c."blockedAt" ELSE e."at" END
FROM "audit_entry" e
JOIN "customer" c ON c."id"::text = e."targetId" AND c."erasedAt" IS NULL
LEFT JOIN "agent" a ON a."id" = e."actorId"
CROSS JOIN LATERAL (
    SELECT c."blockedAt" IS NOT NULL AND e."action" = 'customer.blocked' AND NOT EXISTS (
        SELECT FROM "audit_entry" l WHERE l."targetType" = 'customer' AND l."targetId" = e."targetId"
            AND l."action" = 'customer.blocked' AND l."id" > e."id") AS "isNow") n
WHERE e."targetType" = 'customer' AND e."action" IN ('customer.blocked', 'customer.unblocked');
