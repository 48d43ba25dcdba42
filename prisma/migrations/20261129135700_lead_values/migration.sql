-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "amountMinor" BIGINT,
ADD COLUMN     "currency" TEXT;

ALTER TABLE "lead" ADD CONSTRAINT "lead_value_check" CHECK (("amountMinor" IS NULL) = ("currency" IS NULL) AND "amountMinor" >= 0);

-- The filter by page goes by the vendor's id of the page.
CREATE INDEX "lead_pageId_createdTime_idx" ON "lead"("pageId", "createdTime" DESC);

-- Leads that could not be fetched are watched until Meta deletes them, 90 days after the form was filled in.
INSERT INTO "timer" (id, kind, key, "dueAt")
  SELECT gen_random_uuid(), 'lead_expiring', l.id::text, l."createdTime" + interval '60 days'
  FROM "lead" l WHERE NOT l.test AND l.state <> 'synced'
  ON CONFLICT (kind, key) DO NOTHING;
