-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "reviewChannelId" UUID;

-- AddForeignKey
ALTER TABLE "agent" ADD CONSTRAINT "agent_reviewChannelId_fkey" FOREIGN KEY ("reviewChannelId") REFERENCES "channel"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ── By hand from here: the rule, and what is there already ──────────────────────────────────────────────────

-- Only a reviewer has a channel or an end. Reviewers from before have neither: they see nothing until an admin
-- chooses their channel, belong to nothing else, and their programs stop.
ALTER TABLE "agent" ADD CONSTRAINT "agent_review_check"
  CHECK (role = 'reviewer' OR ("reviewChannelId" IS NULL AND "expiresAt" IS NULL));
UPDATE "api_token" SET "revokedAt" = now()
  WHERE "revokedAt" IS NULL AND "agentId" IN (SELECT id FROM "agent" WHERE role = 'reviewer');
DELETE FROM "queue_member" WHERE "agentId" IN (SELECT id FROM "agent" WHERE role = 'reviewer');
DELETE FROM "ring_group_member" WHERE "agentId" IN (SELECT id FROM "agent" WHERE role = 'reviewer');
DELETE FROM "department_member" WHERE "agentId" IN (SELECT id FROM "agent" WHERE role = 'reviewer');
DELETE FROM "thread_participant" WHERE "agentId" IN (SELECT id FROM "agent" WHERE role = 'reviewer');
