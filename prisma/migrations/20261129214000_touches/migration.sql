-- What led a customer to a conversation: an ad, a link with a ref, a post.
CREATE TABLE "thread_touch" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "sessionId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "adId" TEXT,
    "adTitle" TEXT,
    "ref" TEXT,
    "postId" TEXT,

    CONSTRAINT "thread_touch_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "thread_touch_threadId_at_key" ON "thread_touch"("threadId", "at");
CREATE INDEX "thread_touch_sessionId_idx" ON "thread_touch"("sessionId");
CREATE INDEX "thread_touch_adId_at_idx" ON "thread_touch"("adId", "at");
ALTER TABLE "thread_touch" ADD CONSTRAINT "thread_touch_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "thread_touch" ADD CONSTRAINT "thread_touch_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "thread_session"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Messages that are here say where their customers came from. Their session is the last one that had begun by then.
INSERT INTO "thread_touch" ("id", "threadId", "sessionId", "at", "adId", "adTitle", "ref")
SELECT DISTINCT ON (m."threadId", m."sentAt") gen_random_uuid(), m."threadId",
  (SELECT s."id" FROM "thread_session" s WHERE s."threadId" = m."threadId" AND s."openedAt" <= m."createdAt" ORDER BY s."openedAt" DESC LIMIT 1),
  m."sentAt", m."event"->'referral'->>'adId', m."event"->'referral'->>'adTitle', m."event"->'referral'->>'ref'
FROM "message" m
WHERE m."direction" = 'in' AND jsonb_typeof(m."event"->'referral') = 'object'
  AND coalesce(m."event"->'referral'->>'adId', m."event"->'referral'->>'ref') IS NOT NULL;
