-- What a home-made channel needs: facts about a person that came by themselves, and files by an open address.
ALTER TABLE "identity" ADD COLUMN "told" JSONB;
ALTER TABLE "attachment" ADD COLUMN "publicToken" TEXT;
CREATE UNIQUE INDEX "attachment_publicToken_key" ON "attachment"("publicToken");

-- The kinds are those of the registry (contract/channel-rules); the database need not name them a second time.
ALTER TABLE "channel" DROP CONSTRAINT "channel_kind_known";
