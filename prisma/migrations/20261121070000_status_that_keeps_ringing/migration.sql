-- AlterTable
ALTER TABLE "queue_member" ADD COLUMN     "keepsRinging" BOOLEAN NOT NULL DEFAULT false;
