-- AlterTable
ALTER TABLE "alert" ADD COLUMN     "dismissedAt" TIMESTAMPTZ(3),
ADD COLUMN     "dismissedById" UUID;
