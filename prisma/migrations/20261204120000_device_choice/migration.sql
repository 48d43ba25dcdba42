-- AlterTable
ALTER TABLE "push_subscription" ADD COLUMN     "mutedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "wants" TEXT NOT NULL DEFAULT 'all';

ALTER TABLE "push_subscription" ADD CONSTRAINT "push_subscription_wants"
  CHECK ("wants" IN ('all', 'mine'));
