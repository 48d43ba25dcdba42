-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "emailKey" TEXT,
ADD COLUMN     "localeEdited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "phoneKey" TEXT,
ADD COLUMN     "timezoneEdited" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "customer_note" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "authorId" UUID,
    "authorName" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "pinnedAt" TIMESTAMPTZ(3),
    "editedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_field" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "options" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "position" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_field_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "customer_note_customerId_createdAt_id_idx" ON "customer_note"("customerId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customer_note_authorId_idx" ON "customer_note"("authorId");

-- CreateIndex
CREATE UNIQUE INDEX "customer_field_key_key" ON "customer_field"("key");

-- CreateIndex
CREATE UNIQUE INDEX "customer_field_name_key" ON "customer_field"("name");

-- CreateIndex
CREATE INDEX "customer_emailKey_idx" ON "customer"("emailKey");

-- AddForeignKey
ALTER TABLE "customer_note" ADD CONSTRAINT "customer_note_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_note" ADD CONSTRAINT "customer_note_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "customer_field" ADD CONSTRAINT "customer_field_type" CHECK ("type" IN ('text', 'number', 'date', 'choice', 'boolean'));

-- Existing customers: an address is folded, and a number that is written with its country code is E.164 without its signs.
UPDATE "customer" SET
  "emailKey" = CASE WHEN "fields"->>'email' ~ '^\s*[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\s*$' THEN lower(trim("fields"->>'email')) END,
  "phoneKey" = CASE WHEN "fields"->>'phone' ~ '^\s*\+[0-9() .-]{7,25}\s*$'
    THEN '+' || regexp_replace("fields"->>'phone', '[^0-9]', '', 'g') END
WHERE "fields" ? 'email' OR "fields" ? 'phone';
CREATE INDEX "customer_phone_trgm" ON "customer" USING gin ("phoneKey" gin_trgm_ops) WHERE "phoneKey" IS NOT NULL;
