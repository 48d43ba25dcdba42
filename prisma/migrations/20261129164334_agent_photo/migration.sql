-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "photoKey" TEXT;
