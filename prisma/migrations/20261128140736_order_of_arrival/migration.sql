-- AlterTable
ALTER TABLE "message" ADD COLUMN     "inboundCount" INTEGER NOT NULL DEFAULT 0;

-- ── By hand from here: what is stored already ───────────────────────────────────────────────────────────────

-- From the end: of the newest message of a thread it is the thread's own count, so that read marks keep their
-- meaning; one less before each message of the customer. Ids are in the order in which they were made.
UPDATE "message" m SET "inboundCount" = GREATEST(0, x.count)
FROM (
  SELECT m.id, t."inboundCount" - COALESCE(SUM(
      CASE WHEN m.direction = 'in' AND m."authorType" = 'customer'
        AND (m.kind = 'message' OR m.event->>'type' IS DISTINCT FROM 'referral') THEN 1 ELSE 0 END
    ) OVER (PARTITION BY m."threadId" ORDER BY m.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS count
  FROM "message" m JOIN "thread" t ON t.id = m."threadId"
) x WHERE x.id = m.id;

-- Only messages are delivered and read; event lines and notes have no ticks.
UPDATE "message" SET status = 'sent'
WHERE direction = 'out' AND kind <> 'message' AND status IN ('delivered', 'read');
