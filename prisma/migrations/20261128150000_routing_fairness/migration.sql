-- AlterTable
ALTER TABLE "agent" DROP COLUMN "missedInRow",
ADD COLUMN     "actedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "thread" ADD COLUMN     "handedOver" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "nextId" UUID,
ADD COLUMN     "nextWhy" TEXT;

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

ALTER TABLE "thread"
    ADD CONSTRAINT "thread_nextWhy_known" CHECK ("nextWhy" IN ('account_owner', 'last_owner', 'reopened')),
    ADD CONSTRAINT "thread_next_whole" CHECK (("nextId" IS NULL) = ("nextWhy" IS NULL));

-- Every end of an offer has its own reason. What was "cancelled" had gone elsewhere or was taken by a colleague.
ALTER TABLE "offer" DROP CONSTRAINT "offer_result_known";
UPDATE "offer" o SET "result" = CASE
    WHEN EXISTS (SELECT FROM "offer" w WHERE w."threadId" = o."threadId" AND w."endedAt" = o."endedAt" AND w."result" = 'accepted')
    THEN 'taken' ELSE 'moved' END
  WHERE o."result" = 'cancelled';
ALTER TABLE "offer"
    ADD CONSTRAINT "offer_result_known" CHECK ("result" IN ('accepted', 'declined', 'missed', 'expired', 'taken',
      'withdrawn', 'removed', 'right_lost', 'signed_out', 'closed', 'moved', 'returned'));

-- A priority was added at every move; now it is what the place gives, and one more when a person handed it over.
UPDATE "thread" t SET "handedOver" = true, "priority" = q."priority" + 1
  FROM "queue" q
  WHERE t."routedToType" = 'queue' AND q."id" = t."routedToId" AND t."priority" > q."priority";
UPDATE "thread" SET "priority" = LEAST("priority", 1), "handedOver" = "priority" > 0
  WHERE "routedToType" IS DISTINCT FROM 'queue' AND "priority" > 0;
UPDATE "thread" SET "rankAt" = coalesce("waitingSince", "queuedAt") - "priority" * interval '15 minutes'
  WHERE "rankAt" IS NOT NULL;
