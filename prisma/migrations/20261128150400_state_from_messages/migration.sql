ALTER TABLE "message" ADD COLUMN "inboundNo" INTEGER;
ALTER TABLE "thread" RENAME COLUMN "lastReplyAt" TO "outsideReplyAt";
ALTER TABLE "thread" ADD COLUMN "controlApp" TEXT,
    ADD COLUMN "controlAt" TIMESTAMPTZ(3),
    ADD COLUMN "directAt" TIMESTAMPTZ(3),
    ADD COLUMN "settledCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "standbyAt" TIMESTAMPTZ(3);

-- What was answered so far stays so: nothing waits but what waits now.
UPDATE "thread" SET "settledCount" = "inboundCount", "outsideReplyAt" = NULL, "directAt" = "lastCustomerAt";

UPDATE "thread" t SET "outsideReplyAt" = x."at"
FROM (SELECT "threadId", max("sentAt") AS "at" FROM "message"
      WHERE "direction" = 'out' AND "kind" = 'message' AND "authorType" = 'page' GROUP BY 1) x
WHERE t."id" = x."threadId";

UPDATE "thread" SET "controlAt" = "lastMessageAt", "controlApp" = "controlledBy", "directAt" = NULL,
    "standbyAt" = CASE WHEN "controlledBy" = 'unknown' THEN "lastMessageAt" END
WHERE "controlledBy" IS NOT NULL;

-- The questions of those who wait are numbered; they are the last that came.
WITH asked AS (
  SELECT m."id", m."threadId", row_number() OVER (PARTITION BY m."threadId" ORDER BY m."createdAt" DESC, m."id" DESC) AS "nth"
  FROM "message" m JOIN "thread" t ON t."id" = m."threadId"
  WHERE t."waitingSince" IS NOT NULL AND m."sentAt" >= t."waitingSince" AND m."direction" = 'in'
    AND m."authorType" = 'customer' AND (m."kind" = 'message' OR m."event"->>'type' = 'postback')
), numbered AS (
  UPDATE "message" m SET "inboundNo" = t."inboundCount" - a."nth" + 1
  FROM asked a JOIN "thread" t ON t."id" = a."threadId" WHERE m."id" = a."id" RETURNING m."threadId"
)
UPDATE "thread" t SET "settledCount" = greatest(0, t."inboundCount" - n."count")
FROM (SELECT "threadId", count(*)::int AS "count" FROM numbered GROUP BY 1) n WHERE t."id" = n."threadId";
