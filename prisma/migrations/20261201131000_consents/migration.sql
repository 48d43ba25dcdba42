-- What a customer has agreed to, and what they have withdrawn.
ALTER TABLE "customer" ADD COLUMN "optedOutAt" TIMESTAMPTZ(3);
ALTER TABLE "lead_form" ADD COLUMN "consentPurposes" JSONB NOT NULL DEFAULT '{}';

CREATE TABLE "consent_entry" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "channelId" UUID,
    "leadId" UUID,
    "leadKey" TEXT,
    "text" TEXT,
    "textVersion" TEXT,
    "note" TEXT,
    "actorId" UUID,
    "actorName" TEXT,
    "voidsId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_entry_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "consent_entry_purpose" CHECK ("purpose" IN ('contact', 'marketing')),
    CONSTRAINT "consent_entry_source" CHECK ("source" IN ('lead_form', 'customer', 'agent', 'import', 'integration')),
    CONSTRAINT "consent_entry_lead" CHECK (("source" = 'lead_form') = ("leadId" IS NOT NULL) AND ("leadId" IS NULL) = ("leadKey" IS NULL)),
    CONSTRAINT "consent_entry_version" CHECK (("text" IS NULL) = ("textVersion" IS NULL))
);

CREATE INDEX "consent_entry_customerId_at_id_idx" ON "consent_entry"("customerId", "at" DESC, "id" DESC);
CREATE INDEX "consent_entry_channelId_idx" ON "consent_entry"("channelId");
CREATE UNIQUE INDEX "consent_entry_voidsId_key" ON "consent_entry"("voidsId");
-- Once for each consent of a lead and customer; the line that ends another one is not counted.
CREATE UNIQUE INDEX "consent_entry_lead_once" ON "consent_entry"("leadId", "leadKey", "customerId") WHERE "voidsId" IS NULL;

ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The ledger is only added to, as the audit log is. The one exception: it goes with the person, when they are erased.
CREATE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (
    SELECT FROM "customer" WHERE id = OLD."customerId" AND "erasedAt" IS NULL) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'consent_entry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER consent_entry_append_only BEFORE UPDATE OR DELETE ON "consent_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_consent_change();
CREATE TRIGGER consent_entry_no_truncate BEFORE TRUNCATE ON "consent_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_consent_change();
ALTER TABLE "consent_entry" ENABLE ALWAYS TRIGGER consent_entry_append_only;
ALTER TABLE "consent_entry" ENABLE ALWAYS TRIGGER consent_entry_no_truncate;

-- The consents of the leads that are here.
INSERT INTO "consent_entry" ("id", "customerId", "purpose", "given", "source", "channelId", "leadId", "leadKey", "text", "textVersion", "at")
SELECT gen_random_uuid(), l."customerId", 'marketing', (c->>'given')::boolean, 'lead_form', l."channelId", l.id, c->>'key', c->>'text',
  left(encode(sha256(convert_to(c->>'text', 'UTF8')), 'hex'), 16), least(l."createdTime", now())
FROM "lead" l CROSS JOIN LATERAL jsonb_array_elements(l."consents") c
WHERE l."customerId" IS NOT NULL AND NOT l."test"
ON CONFLICT DO NOTHING;
