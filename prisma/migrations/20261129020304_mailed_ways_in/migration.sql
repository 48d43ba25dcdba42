-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "resetExpiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "resetHash" TEXT;

-- AlterTable
ALTER TABLE "agent_session" ADD COLUMN     "address" TEXT,
ADD COLUMN     "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "userAgent" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "agent_resetHash_key" ON "agent"("resetHash");

-- Sessions of before were seen at their sign-in, as far as anyone knows.
UPDATE "agent_session" SET "lastSeenAt" = "createdAt";
