-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "lights" JSONB NOT NULL DEFAULT '{}';
