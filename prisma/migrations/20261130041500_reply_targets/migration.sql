ALTER TABLE "queue" ADD COLUMN "replyTarget" JSONB;
