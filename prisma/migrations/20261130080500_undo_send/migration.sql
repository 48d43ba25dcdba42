ALTER TABLE "scheduled_message" ADD COLUMN "canUndo" BOOLEAN NOT NULL DEFAULT false;
