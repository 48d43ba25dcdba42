-- AlterTable
ALTER TABLE "thread_session" ADD COLUMN     "lastOwnerBefore" UUID,
ADD COLUMN     "ownedBefore" BOOLEAN;
