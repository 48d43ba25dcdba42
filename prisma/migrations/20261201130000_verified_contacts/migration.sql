-- How, when and by whom a customer's e-mail address and phone number were verified. Each entry has the key of the value
-- that was verified, so that it holds for that value alone.
ALTER TABLE "customer" ADD COLUMN "verified" JSONB NOT NULL DEFAULT '{}';

-- A trigger, because every way in which a value changes must lose its verification: an edit, a profile, a lead, a merge,
-- an erasure, and a server of the version before.
CREATE FUNCTION forget_verified_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.verified #>> '{email,key}' IS DISTINCT FROM new."emailKey" THEN
    new.verified := new.verified - 'email';
  END IF;
  IF new.verified #>> '{phone,key}' IS DISTINCT FROM new."phoneKey" THEN
    new.verified := new.verified - 'phone';
  END IF;
  RETURN new;
END
$$;

CREATE TRIGGER customer_verified BEFORE UPDATE OF "emailKey", "phoneKey", verified ON "customer"
  FOR EACH ROW WHEN (new.verified <> '{}') EXECUTE FUNCTION forget_verified_contacts();
-- A restore and a replica do not go past it.
ALTER TABLE "customer" ENABLE ALWAYS TRIGGER customer_verified;

-- Two customers of whom a person has said that they are not the same one. Each pair once, the lower id first.
CREATE TABLE "customer_apart" (
    "lowId" UUID NOT NULL,
    "highId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID,

    CONSTRAINT "customer_apart_pkey" PRIMARY KEY ("lowId", "highId"),
    CONSTRAINT "customer_apart_ordered" CHECK ("lowId" < "highId")
);

CREATE INDEX "customer_apart_highId_idx" ON "customer_apart"("highId");

ALTER TABLE "customer_apart" ADD CONSTRAINT "customer_apart_lowId_fkey" FOREIGN KEY ("lowId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "customer_apart" ADD CONSTRAINT "customer_apart_highId_fkey" FOREIGN KEY ("highId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
