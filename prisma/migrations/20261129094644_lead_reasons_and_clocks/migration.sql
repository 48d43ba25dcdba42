-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "lostReason" TEXT;

-- AlterTable
ALTER TABLE "lead_source" ADD COLUMN     "use" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "lead_source_use_key" ON "lead_source"("use");

-- Sources that have kept their first name go on being used automatically, also once they are renamed.
UPDATE "lead_source" SET use = key WHERE key IN ('facebook', 'instagram', 'import');
INSERT INTO "lead_source" (id, name, key, use) VALUES (gen_random_uuid(), 'Click-to-Messenger ad', 'ad', 'ad')
  ON CONFLICT (name) DO UPDATE SET use = 'ad';
ALTER TABLE "lead_source" ADD CONSTRAINT "lead_source_use_check" CHECK (use IN ('facebook', 'instagram', 'import', 'ad'));

-- The clock of stalled leads begins now.
INSERT INTO "timer" (id, kind, key, "dueAt")
  SELECT gen_random_uuid(), 'lead_stalled', l.id::text, now() + interval '7 days'
  FROM "lead" l LEFT JOIN "lead_status" s ON s.id = l."statusId"
  WHERE NOT l.test AND coalesce(s.stage, 'open') = 'open'
  ON CONFLICT (kind, key) DO NOTHING;

-- A search reads the leads that contain the text, not all of them.
CREATE INDEX "lead_search_trgm" ON "lead" USING gin ("search" gin_trgm_ops);
