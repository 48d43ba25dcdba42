-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "passedTo" TEXT;
