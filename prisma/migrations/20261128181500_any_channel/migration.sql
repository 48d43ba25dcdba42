-- Names that fit any vendor. Renames keep all rows; what is new has a default.

-- Where deliveries come from.
ALTER TABLE "meta_app" RENAME TO "source";
ALTER TABLE "source" RENAME CONSTRAINT "meta_app_pkey" TO "source_pkey";
ALTER TABLE "source" RENAME CONSTRAINT "meta_app_previousSecret_whole" TO "source_previousSecret_whole";
ALTER TABLE "source" RENAME COLUMN "appId" TO "externalId";
ALTER TABLE "source" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'messenger';
ALTER TABLE "source" ALTER COLUMN "verifyTokenSealed" DROP NOT NULL;
ALTER INDEX "meta_app_webhookKey_key" RENAME TO "source_webhookKey_key";
DROP INDEX "meta_app_appId_key";
CREATE UNIQUE INDEX "source_kind_externalId_key" ON "source"("kind", "externalId");

-- Connected accounts.
ALTER TABLE "channel" RENAME COLUMN "pageId" TO "accountId";
ALTER TABLE "channel" RENAME COLUMN "metaAppId" TO "sourceId";
ALTER TABLE "channel" RENAME COLUMN "tokenSealed" TO "credentialsSealed";
ALTER TABLE "channel" ADD COLUMN "options" JSONB NOT NULL DEFAULT '{}';
ALTER INDEX "channel_metaAppId_idx" RENAME TO "channel_sourceId_idx";
ALTER INDEX "channel_kind_pageId_key" RENAME TO "channel_kind_accountId_key";
ALTER TABLE "channel" RENAME CONSTRAINT "channel_metaAppId_fkey" TO "channel_sourceId_fkey";

ALTER TABLE "delivery" RENAME COLUMN "metaAppId" TO "sourceId";
ALTER TABLE "delivery" RENAME CONSTRAINT "delivery_metaAppId_fkey" TO "delivery_sourceId_fkey";

-- Several conversations of one person, where the vendor has them.
ALTER TABLE "thread" ADD COLUMN "key" TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX "thread_identityId_key_key" ON "thread"("identityId", "key");
DROP INDEX "thread_identityId_key";
CREATE INDEX "thread_channelId_customerId_idx" ON "thread"("channelId", "customerId");
DROP INDEX "thread_channelId_customerId_key";

ALTER TABLE "message" ADD COLUMN "tokens" JSONB;
ALTER TABLE "identity" ADD COLUMN "reach" TEXT NOT NULL DEFAULT 'ok';
ALTER TABLE "identity" ADD CONSTRAINT "identity_reach_check" CHECK ("reach" IN ('ok', 'blocked', 'gone'));
ALTER TABLE "attachment" ADD COLUMN "sourceRef" JSONB;
