CREATE TABLE "team_chat" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "host" TEXT,
    "urlSealed" TEXT,
    "secretSealed" TEXT,
    "recipient" TEXT,
    "alerts" TEXT[],
    "locale" TEXT NOT NULL,
    "showsText" BOOLEAN NOT NULL DEFAULT false,
    "on" BOOLEAN NOT NULL DEFAULT true,
    "triedAt" TIMESTAMPTZ(3),
    "lastSentAt" TIMESTAMPTZ(3),
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_chat_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "team_chat_post" (
    "id" UUID NOT NULL,
    "teamChatId" UUID NOT NULL,
    "alertId" UUID NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_chat_post_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "team_chat_post_alertId_idx" ON "team_chat_post"("alertId");
CREATE INDEX "team_chat_post_dueAt_idx" ON "team_chat_post"("dueAt");
CREATE UNIQUE INDEX "team_chat_post_teamChatId_alertId_key" ON "team_chat_post"("teamChatId", "alertId");

ALTER TABLE "team_chat_post" ADD CONSTRAINT "team_chat_post_teamChatId_fkey" FOREIGN KEY ("teamChatId") REFERENCES "team_chat"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "team_chat_post" ADD CONSTRAINT "team_chat_post_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;
