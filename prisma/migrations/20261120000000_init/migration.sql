-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "agent" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "passwordHash" TEXT,
    "sessionVersion" INTEGER NOT NULL DEFAULT 1,
    "invitationHash" TEXT,
    "invitationExpiresAt" TIMESTAMPTZ(3),
    "locale" TEXT,
    "presence" TEXT NOT NULL DEFAULT 'offline',
    "presenceSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "presenceText" TEXT,
    "presenceUntil" TIMESTAMPTZ(3),
    "capacity" INTEGER NOT NULL DEFAULT 10,
    "disabledAt" TIMESTAMPTZ(3),
    "lastAssignedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_connection" (
    "id" TEXT NOT NULL,
    "agentId" UUID NOT NULL,
    "nodeId" TEXT NOT NULL,
    "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "presence_span" (
    "id" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "presence" TEXT NOT NULL,
    "reason" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "presence_span_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "department" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "schedule" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "department_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "department_member" (
    "departmentId" UUID NOT NULL,
    "agentId" UUID NOT NULL,

    CONSTRAINT "department_member_pkey" PRIMARY KEY ("departmentId","agentId")
);

-- CreateTable
CREATE TABLE "queue" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "departmentId" UUID,
    "strategy" TEXT NOT NULL DEFAULT 'manual',
    "ownership" TEXT NOT NULL DEFAULT 'auto_assign',
    "visibility" TEXT NOT NULL DEFAULT 'owner_only',
    "ownerOffline" TEXT NOT NULL DEFAULT 'requeue_waiting',
    "offerSeconds" INTEGER NOT NULL DEFAULT 30,
    "maxWaitSeconds" INTEGER,
    "maxWaiting" INTEGER,
    "wrapUpSeconds" INTEGER NOT NULL DEFAULT 0,
    "overflowType" TEXT,
    "overflowId" UUID,
    "schedule" JSONB,
    "pointerAgentId" UUID,
    "pausedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "queue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue_member" (
    "queueId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "loggedIn" BOOLEAN NOT NULL DEFAULT true,
    "loggedInAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "skillGroup" INTEGER NOT NULL DEFAULT 1,
    "manager" BOOLEAN NOT NULL DEFAULT false,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "wrapUpTill" TIMESTAMPTZ(3),

    CONSTRAINT "queue_member_pkey" PRIMARY KEY ("queueId","agentId")
);

-- CreateTable
CREATE TABLE "ring_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "departmentId" UUID,
    "strategy" TEXT NOT NULL DEFAULT 'ring_all',
    "ringSeconds" INTEGER NOT NULL DEFAULT 20,
    "noAnswerType" TEXT,
    "noAnswerId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ring_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ring_group_member" (
    "ringGroupId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "ring_group_member_pkey" PRIMARY KEY ("ringGroupId","agentId")
);

-- CreateTable
CREATE TABLE "meta_app" (
    "id" UUID NOT NULL,
    "appId" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "previousSecretSealed" TEXT,
    "previousSecretUntil" TIMESTAMPTZ(3),
    "webhookKey" TEXT NOT NULL,
    "verifyTokenSealed" TEXT NOT NULL,
    "verifiedAt" TIMESTAMPTZ(3),
    "lastDeliveryAt" TIMESTAMPTZ(3),
    "rejectedCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "meta_app_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "pageId" TEXT NOT NULL,
    "metaAppId" UUID NOT NULL,
    "tokenSealed" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "health" TEXT NOT NULL DEFAULT 'ok',
    "problems" JSONB NOT NULL DEFAULT '[]',
    "departmentId" UUID,
    "openType" TEXT,
    "openId" UUID,
    "closedType" TEXT,
    "closedId" UUID,
    "closedMessage" TEXT,
    "pictureKey" TEXT,
    "humanAgent" BOOLEAN NOT NULL DEFAULT true,
    "throttledUntil" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "lastEventAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "metaAppId" UUID NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "appliedAt" TIMESTAMPTZ(3),
    "error" TEXT,
    "notes" JSONB,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "nameEdited" BOOLEAN NOT NULL DEFAULT false,
    "firstName" TEXT,
    "lastName" TEXT,
    "avatarKey" TEXT,
    "locale" TEXT,
    "timezone" DOUBLE PRECISION,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "profileState" TEXT NOT NULL DEFAULT 'pending',
    "profileDueAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "profileAttempts" INTEGER NOT NULL DEFAULT 0,
    "profileError" TEXT,
    "profileAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "label" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT 'slate',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "thread_label" (
    "threadId" UUID NOT NULL,
    "labelId" UUID NOT NULL,

    CONSTRAINT "thread_label_pkey" PRIMARY KEY ("threadId","labelId")
);

-- CreateTable
CREATE TABLE "customer_label" (
    "customerId" UUID NOT NULL,
    "labelId" UUID NOT NULL,

    CONSTRAINT "customer_label_pkey" PRIMARY KEY ("customerId","labelId")
);

-- CreateTable
CREATE TABLE "thread" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "routing" TEXT NOT NULL DEFAULT 'none',
    "ownerId" UUID,
    "ownedSince" TIMESTAMPTZ(3),
    "lastOwnerId" UUID,
    "routedToType" TEXT,
    "routedToId" UUID,
    "departmentId" UUID,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "waitingSince" TIMESTAMPTZ(3),
    "queuedAt" TIMESTAMPTZ(3),
    "snoozedUntil" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "lastMessageId" UUID,
    "lastMessageAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastReplyAt" TIMESTAMPTZ(3),
    "lastCustomerAt" TIMESTAMPTZ(3),
    "inboundCount" INTEGER NOT NULL DEFAULT 0,
    "deliveredTill" TIMESTAMPTZ(3),
    "readTill" TIMESTAMPTZ(3),
    "controlledBy" TEXT,
    "sessionId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "thread_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "thread_session" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "firstReplyAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "closedById" UUID,

    CONSTRAINT "thread_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "thread_read" (
    "threadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "readCount" INTEGER NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "thread_read_pkey" PRIMARY KEY ("threadId","agentId")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "authorType" TEXT NOT NULL,
    "authorId" UUID,
    "authorName" TEXT,
    "text" TEXT,
    "status" TEXT NOT NULL,
    "errorCode" TEXT,
    "errorDetail" JSONB,
    "externalId" TEXT,
    "clientId" TEXT,
    "part" INTEGER NOT NULL DEFAULT 0,
    "replyToExternalId" TEXT,
    "event" JSONB,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "platformAt" TIMESTAMPTZ(3),
    "editedAt" TIMESTAMPTZ(3),
    "editNumber" INTEGER NOT NULL DEFAULT 0,
    "deletedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attachment" (
    "id" UUID NOT NULL,
    "messageId" UUID,
    "uploaderId" UUID,
    "position" INTEGER NOT NULL DEFAULT 0,
    "type" TEXT NOT NULL,
    "name" TEXT,
    "mimeType" TEXT,
    "size" INTEGER,
    "width" INTEGER,
    "height" INTEGER,
    "sourceUrl" TEXT,
    "storageKey" TEXT,
    "state" TEXT NOT NULL DEFAULT 'none',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3),
    "error" TEXT,
    "meta" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reaction" (
    "messageId" UUID NOT NULL,
    "by" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "agentId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reaction_pkey" PRIMARY KEY ("messageId","by")
);

-- CreateTable
CREATE TABLE "early_event" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "early_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send_job" (
    "messageId" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseTill" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "looks" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "send_job_pkey" PRIMARY KEY ("messageId")
);

-- CreateTable
CREATE TABLE "announcement" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "threadId" UUID,
    "messageId" UUID,
    "payload" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timer" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "timer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fromId" UUID,
    "note" TEXT,
    "round" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "result" TEXT,

    CONSTRAINT "offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_trace" (
    "id" UUID NOT NULL,
    "threadId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "step" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "routing_trace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead" (
    "id" UUID NOT NULL,
    "channelId" UUID,
    "pageId" TEXT NOT NULL,
    "formId" TEXT NOT NULL,
    "leadgenId" TEXT NOT NULL,
    "adId" TEXT,
    "status" TEXT NOT NULL DEFAULT 'new',
    "sourceId" TEXT,
    "assignedTo" UUID,
    "customerId" UUID,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "createdTime" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" UUID,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetType" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "agent_email_key" ON "agent"("email");

-- CreateIndex
CREATE UNIQUE INDEX "agent_invitationHash_key" ON "agent"("invitationHash");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- CreateIndex
CREATE INDEX "api_token_agentId_idx" ON "api_token"("agentId");

-- CreateIndex
CREATE INDEX "agent_connection_agentId_idx" ON "agent_connection"("agentId");

-- CreateIndex
CREATE INDEX "agent_connection_seenAt_idx" ON "agent_connection"("seenAt");

-- CreateIndex
CREATE INDEX "presence_span_agentId_startedAt_idx" ON "presence_span"("agentId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "department_name_key" ON "department"("name");

-- CreateIndex
CREATE INDEX "department_member_agentId_idx" ON "department_member"("agentId");

-- CreateIndex
CREATE UNIQUE INDEX "queue_name_key" ON "queue"("name");

-- CreateIndex
CREATE INDEX "queue_departmentId_idx" ON "queue"("departmentId");

-- CreateIndex
CREATE INDEX "queue_member_agentId_idx" ON "queue_member"("agentId");

-- CreateIndex
CREATE UNIQUE INDEX "ring_group_name_key" ON "ring_group"("name");

-- CreateIndex
CREATE INDEX "ring_group_departmentId_idx" ON "ring_group"("departmentId");

-- CreateIndex
CREATE INDEX "ring_group_member_agentId_idx" ON "ring_group_member"("agentId");

-- CreateIndex
CREATE UNIQUE INDEX "meta_app_appId_key" ON "meta_app"("appId");

-- CreateIndex
CREATE UNIQUE INDEX "meta_app_webhookKey_key" ON "meta_app"("webhookKey");

-- CreateIndex
CREATE INDEX "channel_metaAppId_idx" ON "channel"("metaAppId");

-- CreateIndex
CREATE INDEX "channel_departmentId_idx" ON "channel"("departmentId");

-- CreateIndex
CREATE UNIQUE INDEX "channel_kind_pageId_key" ON "channel"("kind", "pageId");

-- CreateIndex
CREATE INDEX "delivery_receivedAt_idx" ON "delivery"("receivedAt");

-- CreateIndex
CREATE INDEX "identity_customerId_idx" ON "identity"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "identity_channelId_externalId_key" ON "identity"("channelId", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "label_name_key" ON "label"("name");

-- CreateIndex
CREATE INDEX "thread_label_labelId_idx" ON "thread_label"("labelId");

-- CreateIndex
CREATE INDEX "customer_label_labelId_idx" ON "customer_label"("labelId");

-- CreateIndex
CREATE UNIQUE INDEX "thread_identityId_key" ON "thread"("identityId");

-- CreateIndex
CREATE INDEX "thread_lastMessageAt_id_idx" ON "thread"("lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_ownerId_lastMessageAt_id_idx" ON "thread"("ownerId", "lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_status_lastMessageAt_id_idx" ON "thread"("status", "lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_routedToId_status_lastMessageAt_id_idx" ON "thread"("routedToId", "status", "lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_channelId_lastMessageAt_id_idx" ON "thread"("channelId", "lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_departmentId_lastMessageAt_id_idx" ON "thread"("departmentId", "lastMessageAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "thread_customerId_idx" ON "thread"("customerId");

-- CreateIndex
CREATE INDEX "thread_lastOwnerId_idx" ON "thread"("lastOwnerId");

-- CreateIndex
CREATE UNIQUE INDEX "thread_channelId_customerId_key" ON "thread"("channelId", "customerId");

-- CreateIndex
CREATE INDEX "thread_session_threadId_openedAt_idx" ON "thread_session"("threadId", "openedAt");

-- CreateIndex
CREATE INDEX "thread_session_openedAt_idx" ON "thread_session"("openedAt");

-- CreateIndex
CREATE INDEX "thread_read_agentId_idx" ON "thread_read"("agentId");

-- CreateIndex
CREATE INDEX "message_threadId_sentAt_id_idx" ON "message"("threadId", "sentAt" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "message_channelId_externalId_key" ON "message"("channelId", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "message_threadId_clientId_part_key" ON "message"("threadId", "clientId", "part");

-- CreateIndex
CREATE INDEX "attachment_messageId_idx" ON "attachment"("messageId");

-- CreateIndex
CREATE INDEX "attachment_uploaderId_idx" ON "attachment"("uploaderId");

-- CreateIndex
CREATE INDEX "early_event_channelId_externalId_idx" ON "early_event"("channelId", "externalId");

-- CreateIndex
CREATE INDEX "early_event_createdAt_idx" ON "early_event"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "send_job_seq_key" ON "send_job"("seq");

-- CreateIndex
CREATE INDEX "send_job_threadId_seq_idx" ON "send_job"("threadId", "seq");

-- CreateIndex
CREATE INDEX "send_job_dueAt_idx" ON "send_job"("dueAt");

-- CreateIndex
CREATE INDEX "timer_dueAt_idx" ON "timer"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "timer_kind_key_key" ON "timer"("kind", "key");

-- CreateIndex
CREATE INDEX "offer_threadId_createdAt_idx" ON "offer"("threadId", "createdAt");

-- CreateIndex
CREATE INDEX "offer_agentId_createdAt_idx" ON "offer"("agentId", "createdAt");

-- CreateIndex
CREATE INDEX "offer_fromId_idx" ON "offer"("fromId");

-- CreateIndex
CREATE INDEX "routing_trace_threadId_at_idx" ON "routing_trace"("threadId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "lead_leadgenId_key" ON "lead"("leadgenId");

-- CreateIndex
CREATE INDEX "lead_createdTime_id_idx" ON "lead"("createdTime" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "lead_channelId_idx" ON "lead"("channelId");

-- CreateIndex
CREATE INDEX "lead_assignedTo_idx" ON "lead"("assignedTo");

-- CreateIndex
CREATE INDEX "lead_customerId_idx" ON "lead"("customerId");

-- CreateIndex
CREATE INDEX "audit_entry_at_id_idx" ON "audit_entry"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_targetType_targetId_idx" ON "audit_entry"("targetType", "targetId");

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_connection" ADD CONSTRAINT "agent_connection_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence_span" ADD CONSTRAINT "presence_span_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "department_member" ADD CONSTRAINT "department_member_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "department_member" ADD CONSTRAINT "department_member_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue" ADD CONSTRAINT "queue_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_queueId_fkey" FOREIGN KEY ("queueId") REFERENCES "queue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ring_group" ADD CONSTRAINT "ring_group_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ring_group_member" ADD CONSTRAINT "ring_group_member_ringGroupId_fkey" FOREIGN KEY ("ringGroupId") REFERENCES "ring_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ring_group_member" ADD CONSTRAINT "ring_group_member_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel" ADD CONSTRAINT "channel_metaAppId_fkey" FOREIGN KEY ("metaAppId") REFERENCES "meta_app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel" ADD CONSTRAINT "channel_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_metaAppId_fkey" FOREIGN KEY ("metaAppId") REFERENCES "meta_app"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_label" ADD CONSTRAINT "thread_label_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_label" ADD CONSTRAINT "thread_label_labelId_fkey" FOREIGN KEY ("labelId") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_label" ADD CONSTRAINT "customer_label_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_label" ADD CONSTRAINT "customer_label_labelId_fkey" FOREIGN KEY ("labelId") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_lastOwnerId_fkey" FOREIGN KEY ("lastOwnerId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_session" ADD CONSTRAINT "thread_session_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_read" ADD CONSTRAINT "thread_read_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_read" ADD CONSTRAINT "thread_read_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_uploaderId_fkey" FOREIGN KEY ("uploaderId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reaction" ADD CONSTRAINT "reaction_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "send_job" ADD CONSTRAINT "send_job_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "send_job" ADD CONSTRAINT "send_job_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "routing_trace" ADD CONSTRAINT "routing_trace_threadId_fkey" FOREIGN KEY ("threadId") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_assignedTo_fkey" FOREIGN KEY ("assignedTo") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

-- States. A column named here never holds another word, whoever writes it.
ALTER TABLE "agent"
    ADD CONSTRAINT "agent_email_lower" CHECK ("email" = lower("email")),
    ADD CONSTRAINT "agent_role_known" CHECK ("role" IN ('owner', 'admin', 'supervisor', 'agent', 'reviewer')),
    ADD CONSTRAINT "agent_presence_known" CHECK ("presence" IN ('available', 'away', 'dnd', 'transfer_only', 'offline')),
    ADD CONSTRAINT "agent_locale_known" CHECK ("locale" IN ('en', 'zh-CN', 'zh-TW')),
    ADD CONSTRAINT "agent_capacity_positive" CHECK ("capacity" >= 1),
    ADD CONSTRAINT "agent_invitation_whole" CHECK (("invitationHash" IS NULL) = ("invitationExpiresAt" IS NULL));

ALTER TABLE "presence_span"
    ADD CONSTRAINT "presence_span_presence_known" CHECK ("presence" IN ('available', 'away', 'dnd', 'transfer_only', 'offline'));

ALTER TABLE "queue"
    ADD CONSTRAINT "queue_strategy_known" CHECK ("strategy" IN (
        'manual', 'ring_all', 'hunt', 'hunt_random_start', 'round_robin', 'longest_waiting', 'least_handle_time',
        'fewest_answered', 'hunt_by_threes', 'first_three', 'skill_ring_all', 'skill_hunt_random_start',
        'skill_round_robin', 'skill_fewest_answered', 'balanced')),
    ADD CONSTRAINT "queue_ownership_known" CHECK ("ownership" IN ('take_manually', 'auto_assign')),
    ADD CONSTRAINT "queue_visibility_known" CHECK ("visibility" IN ('owner_only', 'queue_read', 'department_read')),
    ADD CONSTRAINT "queue_ownerOffline_known" CHECK ("ownerOffline" IN ('requeue_waiting', 'on_next_message', 'requeue_all', 'keep')),
    ADD CONSTRAINT "queue_overflow_known" CHECK ("overflowType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "queue_overflow_whole" CHECK (("overflowType" IS NULL) = ("overflowId" IS NULL)),
    ADD CONSTRAINT "queue_times_positive" CHECK ("offerSeconds" > 0 AND "maxWaitSeconds" > 0 AND "maxWaiting" >= 0 AND "wrapUpSeconds" >= 0);

ALTER TABLE "queue_member"
    ADD CONSTRAINT "queue_member_counts" CHECK ("position" >= 0 AND "skillGroup" >= 1 AND "answered" >= 0);

ALTER TABLE "ring_group"
    ADD CONSTRAINT "ring_group_strategy_known" CHECK ("strategy" IN ('ring_all', 'hunt', 'notify')),
    ADD CONSTRAINT "ring_group_noAnswer_known" CHECK ("noAnswerType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "ring_group_noAnswer_whole" CHECK (("noAnswerType" IS NULL) = ("noAnswerId" IS NULL)),
    ADD CONSTRAINT "ring_group_ringSeconds_positive" CHECK ("ringSeconds" > 0);

ALTER TABLE "meta_app"
    ADD CONSTRAINT "meta_app_previousSecret_whole" CHECK (("previousSecretSealed" IS NULL) = ("previousSecretUntil" IS NULL));

ALTER TABLE "channel"
    ADD CONSTRAINT "channel_kind_known" CHECK ("kind" IN ('messenger')),
    ADD CONSTRAINT "channel_health_known" CHECK ("health" IN ('ok', 'degraded', 'broken')),
    ADD CONSTRAINT "channel_problems_list" CHECK (jsonb_typeof("problems") = 'array'),
    ADD CONSTRAINT "channel_open_known" CHECK ("openType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "channel_open_whole" CHECK (("openType" IS NULL) = ("openId" IS NULL)),
    ADD CONSTRAINT "channel_closed_known" CHECK ("closedType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "channel_closed_whole" CHECK (("closedType" IS NULL) = ("closedId" IS NULL));

ALTER TABLE "delivery"
    ADD CONSTRAINT "delivery_state_known" CHECK ("state" IN ('pending', 'applied', 'parked')),
    ADD CONSTRAINT "delivery_applied_dated" CHECK (("state" = 'applied') = ("appliedAt" IS NOT NULL));

ALTER TABLE "customer"
    ADD CONSTRAINT "customer_name_not_blank" CHECK ("name" <> ''),
    ADD CONSTRAINT "customer_fields_record" CHECK (jsonb_typeof("fields") = 'object');

ALTER TABLE "identity"
    ADD CONSTRAINT "identity_profileState_known" CHECK ("profileState" IN ('pending', 'known', 'refused'));

-- Who has a thread. `waiting` has no owner, `open` has one, `closed` is nobody's and rings nowhere; a snoozed one
-- may belong to somebody or to nobody, and comes back at its time.
ALTER TABLE "thread"
    ADD CONSTRAINT "thread_status_known" CHECK ("status" IN ('waiting', 'open', 'snoozed', 'closed')),
    ADD CONSTRAINT "thread_routing_known" CHECK ("routing" IN ('none', 'queued', 'offered', 'owned')),
    ADD CONSTRAINT "thread_owned_has_owner" CHECK (("ownerId" IS NOT NULL) = ("routing" = 'owned')),
    ADD CONSTRAINT "thread_open_has_owner" CHECK ("status" <> 'open' OR "ownerId" IS NOT NULL),
    ADD CONSTRAINT "thread_waiting_has_no_owner" CHECK ("status" <> 'waiting' OR "ownerId" IS NULL),
    ADD CONSTRAINT "thread_closed_rests" CHECK ("status" <> 'closed' OR ("ownerId" IS NULL AND "routing" = 'none')),
    ADD CONSTRAINT "thread_snoozed_dated" CHECK ("status" <> 'snoozed' OR "snoozedUntil" IS NOT NULL),
    ADD CONSTRAINT "thread_routedTo_known" CHECK ("routedToType" IN ('agent', 'queue', 'ring_group')),
    ADD CONSTRAINT "thread_routedTo_whole" CHECK (("routedToType" IS NULL) = ("routedToId" IS NULL)),
    ADD CONSTRAINT "thread_inboundCount_natural" CHECK ("inboundCount" >= 0);

ALTER TABLE "thread_read"
    ADD CONSTRAINT "thread_read_readCount_natural" CHECK ("readCount" >= 0);

-- What came in is received and never anything else; a message of ours is never `received`.
ALTER TABLE "message"
    ADD CONSTRAINT "message_direction_known" CHECK ("direction" IN ('in', 'out')),
    ADD CONSTRAINT "message_kind_known" CHECK ("kind" IN ('message', 'note', 'event')),
    ADD CONSTRAINT "message_authorType_known" CHECK ("authorType" IN ('customer', 'agent', 'page', 'system')),
    ADD CONSTRAINT "message_status_known" CHECK ("status" IN ('received', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed')),
    ADD CONSTRAINT "message_in_is_received" CHECK ("direction" <> 'in' OR "status" = 'received'),
    ADD CONSTRAINT "message_out_is_not_received" CHECK ("direction" <> 'out' OR "kind" <> 'message' OR "status" <> 'received'),
    ADD CONSTRAINT "message_customer_writes_in" CHECK ("authorType" <> 'customer' OR "kind" <> 'message' OR "direction" = 'in'),
    ADD CONSTRAINT "message_note_stays_here" CHECK ("kind" <> 'note' OR ("direction" = 'out' AND "externalId" IS NULL)),
    ADD CONSTRAINT "message_part_natural" CHECK ("part" >= 0);

ALTER TABLE "attachment"
    ADD CONSTRAINT "attachment_type_known" CHECK ("type" IN (
        'image', 'video', 'audio', 'file', 'location', 'template', 'sticker', 'share', 'unsupported')),
    ADD CONSTRAINT "attachment_state_known" CHECK ("state" IN ('none', 'pending', 'stored', 'failed')),
    ADD CONSTRAINT "attachment_pending_fetchable" CHECK ("state" <> 'pending' OR ("sourceUrl" IS NOT NULL AND "dueAt" IS NOT NULL)),
    ADD CONSTRAINT "attachment_stored_has_file" CHECK ("state" <> 'stored' OR "storageKey" IS NOT NULL);

ALTER TABLE "reaction"
    ADD CONSTRAINT "reaction_by_known" CHECK ("by" IN ('customer', 'page'));

ALTER TABLE "send_job"
    ADD CONSTRAINT "send_job_state_known" CHECK ("state" IN ('queued', 'in_flight', 'uncertain'));

ALTER TABLE "offer"
    ADD CONSTRAINT "offer_kind_known" CHECK ("kind" IN ('ring', 'transfer')),
    ADD CONSTRAINT "offer_result_known" CHECK ("result" IN ('accepted', 'declined', 'missed', 'cancelled')),
    ADD CONSTRAINT "offer_ended_has_result" CHECK (("endedAt" IS NULL) = ("result" IS NULL));

ALTER TABLE "lead"
    ADD CONSTRAINT "lead_state_known" CHECK ("state" IN ('pending', 'synced', 'failed')),
    ADD CONSTRAINT "lead_pending_fetchable" CHECK ("state" <> 'pending' OR "dueAt" IS NOT NULL),
    ADD CONSTRAINT "lead_fields_record" CHECK (jsonb_typeof("fields") = 'object');

-- Work to be done. Indexes of what is open alone: they stay small however much is done.
CREATE INDEX "delivery_pending" ON "delivery" ("id") WHERE "state" = 'pending';
CREATE INDEX "attachment_pending" ON "attachment" ("dueAt") WHERE "state" = 'pending';
CREATE INDEX "attachment_orphan" ON "attachment" ("createdAt") WHERE "messageId" IS NULL;
CREATE INDEX "identity_profile_due" ON "identity" ("profileDueAt") WHERE "profileDueAt" IS NOT NULL;
CREATE INDEX "lead_pending" ON "lead" ("dueAt") WHERE "state" = 'pending';
CREATE INDEX "thread_waiting" ON "thread" ("waitingSince") WHERE "status" = 'waiting';

-- At most one at a time: a message of a thread on its way, an open offer to an agent, a presence an agent is in.
CREATE UNIQUE INDEX "send_job_one_in_flight" ON "send_job" ("threadId") WHERE "state" <> 'queued';
CREATE UNIQUE INDEX "offer_one_open" ON "offer" ("threadId", "agentId") WHERE "endedAt" IS NULL;
CREATE INDEX "offer_open_of_agent" ON "offer" ("agentId") WHERE "endedAt" IS NULL;
CREATE UNIQUE INDEX "presence_span_one_open" ON "presence_span" ("agentId") WHERE "endedAt" IS NULL;

-- Search inside words, in any script. The extension is "trusted": the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "message_text_trgm" ON "message" USING gin ("text" gin_trgm_ops) WHERE "text" IS NOT NULL;
CREATE INDEX "customer_name_trgm" ON "customer" USING gin ("name" gin_trgm_ops) WHERE "name" IS NOT NULL;

-- Room in the page for rows that are updated soon after they are written, so that their indexes need not be touched.
ALTER TABLE "message" SET (fillfactor = 90);
ALTER TABLE "thread" SET (fillfactor = 80);
ALTER TABLE "send_job" SET (fillfactor = 70);

-- Rows that live for moments: swept by their number, not by their share of the table.
ALTER TABLE "announcement" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE "send_job" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
