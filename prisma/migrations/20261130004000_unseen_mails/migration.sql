-- AlterTable
ALTER TABLE "notification" ADD COLUMN     "mail" TEXT;
