import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#contract/people/agent.ts";
import { actionOf } from "#contract/people/actions.ts";
import { scopeFor } from "#contract/people/policy.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createWalkWorld, WALKERS, type WalkWorld } from "./walk-world.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * One table, however long: it is read beside the policy, as a whole.
 *
 * Every route × every role, of the department that a thing belongs to and of
 * another. Who comes through (+), who may not (-: 403), for whom it does not
 * exist (0: 404); in the order of WALKERS: owner, supervisor, supervisor of
 * another department, agent, agent of another department, reviewer of the
 * channel, reviewer of another channel. BESIDE continues the rows with the
 * roles that see no conversation: leads only, leads only of another department,
 * auditor.
 *
 * A route without a row fails. Through means: neither 401, 403 nor 404;
 * whatever else may be wrong with the request is another test's matter.
 */
type Row = {
  may: string;
  /** For {id}; the second one is in `then`. */
  id?: keyof WalkWorld["ids"];
  then?: keyof WalkWorld["ids"];
  body?: object | ((ids: WalkWorld["ids"]) => object);
  query?: string;
  /** It is gone afterwards: of those who may, only the one with the least rights does it. */
  ends?: boolean;
};

const ALL = "+++++++";
/** All but reviewers. */
const TEAM = "+++++--";
const ADMINS = "+------";
const SUPERVISORS = "+++----";
/** Rights in the agent's own department alone. */
const THEIRS = "++0----";
/** Roles that see the thread; for the others it does not exist. */
const SEEN = "++0+0+0";
/** The same where reviewers are refused before anything is looked at. */
const WORKED = "++0+0--";
const name = () => ({ name: `New ${randomToken(6)}` });

const ROWS: Record<string, Row> = {
  "GET /me": { may: ALL },
  "PATCH /me/presence": { may: ALL, body: { presence: "available" } },
  "POST /me/leave": { may: ALL, body: {} },
  "POST /me/activity": { may: ALL },
  "POST /me/queues/{id}/end-wrap-up": { may: "000+0--", id: "queueId" },
  "PATCH /me/queues/{id}": {
    may: "000+0--",
    id: "queueId",
    body: { loggedIn: true },
  },
  "POST /me/password": { may: ALL, body: {} },
  "POST /me/totp": { may: ALL },
  "POST /me/totp/confirm": { may: ALL, body: {} },
  "DELETE /me/totp": { may: ALL, body: {} },
  "PUT /me/photo": { may: TEAM },
  "DELETE /me/photo": { may: TEAM },
  "GET /me/sessions": { may: ALL },
  "DELETE /me/sessions/{id}": { may: "0000000", id: "queueId" },
  "DELETE /me/see-as": { may: ALL },
  "GET /me/tokens": { may: ALL },
  "POST /me/tokens": { may: TEAM, body: {} },
  "DELETE /me/tokens/{id}": { may: "0000000", id: "queueId" },

  "GET /threads": { may: ALL },
  "GET /threads/{id}": { may: SEEN, id: "threadId" },
  "PATCH /threads/{id}": {
    may: WORKED,
    id: "threadId",
    body: { priority: "high" },
  },
  // A thread that the caller cannot see is among those that failed.
  "POST /threads/bulk": {
    may: TEAM,
    body: ({ threadId }) => ({ ids: [threadId], action: { type: "read" } }),
  },
  "GET /views": { may: ALL },
  "GET /views/counts": { may: ALL },
  "POST /views": { may: TEAM, body: () => ({ ...name(), filter: {} }) },
  "PATCH /views/{id}": { may: "++0-0--", id: "viewId", body: {} },
  "GET /threads/{id}/trace": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/trail": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/transfer-targets": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/handovers": { may: "++0+0++", id: "threadId" },
  "POST /threads/{id}/participants": {
    may: WORKED,
    id: "threadId",
    body: ({ agentId }) => ({ agentId }),
  },
  "DELETE /threads/{id}/participants/{agentId}": {
    may: WORKED,
    id: "threadId",
    then: "agentId",
  },
  "POST /threads/{id}/take": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/{id}/take-control": { may: WORKED, id: "threadId", body: {} },
  "POST /threads/{id}/transfer": {
    may: WORKED,
    id: "threadId",
    body: ({ agentId }) => ({ to: { type: "agent", id: agentId } }),
  },
  "POST /threads/{id}/transfer/cancel": { may: WORKED, id: "threadId" },
  "DELETE /threads/{id}/handover-note": { may: WORKED, id: "threadId" },
  "POST /threads/{id}/release": { may: SEEN, id: "threadId" },
  // The scheduled message is needed further down.
  "POST /threads/{id}/close": {
    may: SEEN,
    id: "threadId",
    body: { scheduled: "keep" },
  },
  "POST /threads/{id}/reopen": { may: WORKED, id: "threadId" },
  "POST /threads/{id}/snooze": {
    may: WORKED,
    id: "threadId",
    body: { until: "2099-01-01T00:00:00Z" },
  },
  "POST /threads/{id}/no-reply-needed": {
    may: WORKED,
    id: "threadId",
    body: {},
  },
  "POST /threads/{id}/archive": { may: WORKED, id: "threadId" },
  "POST /threads/{id}/unarchive": { may: WORKED, id: "threadId" },
  // It is not deleted: not found.
  "POST /threads/{id}/restore": { may: "000----", id: "threadId" },
  "GET /deleted-threads": { may: SUPERVISORS },
  "POST /threads/{id}/read": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/{id}/unread": { may: SEEN, id: "threadId" },
  "GET /drafts": { may: ALL },
  "GET /threads/{id}/draft": { may: SEEN, id: "threadId" },
  "PUT /threads/{id}/draft": {
    may: SEEN,
    id: "threadId",
    body: { text: "Half a sentence" },
  },
  "GET /threads/{id}/transcript": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/schedule": { may: SEEN, id: "threadId" },
  "POST /threads/{id}/schedule": {
    may: SEEN,
    id: "threadId",
    body: { text: "Later", at: "2099-01-01T00:00:00Z" },
  },
  "PATCH /threads/{id}/schedule/{mid}": {
    may: SEEN,
    id: "threadId",
    then: "scheduledId",
    body: { text: "Later" },
  },
  "POST /threads/{id}/schedule/{mid}/send": {
    may: SEEN,
    id: "threadId",
    then: "scheduledId",
  },
  "DELETE /threads/{id}/messages/{mid}": {
    may: SEEN,
    id: "threadId",
    then: "scheduledId",
    ends: true,
  },
  "GET /threads/{id}/search": { may: SEEN, id: "threadId", query: "q=blue" },
  "GET /threads/{id}/viewers": { may: SEEN, id: "threadId" },
  "POST /threads/{id}/viewing": {
    may: SEEN,
    id: "threadId",
    body: { state: "viewing" },
  },
  // An agent's own draft: where there is none, nothing happens.
  "DELETE /threads/{id}/draft": { may: ALL, id: "threadId" },
  "POST /threads/{id}/typing": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/reassign": {
    may: SUPERVISORS,
    body: ({ threadId, agentId }) => ({
      threadIds: [threadId],
      to: { type: "agent", id: agentId },
    }),
  },
  "GET /threads/{id}/messages": { may: SEEN, id: "threadId" },
  "POST /threads/{id}/messages": {
    may: SEEN,
    id: "threadId",
    body: { kind: "note", text: "hi", clientId: "walk" },
  },
  "POST /threads/{id}/messages/{mid}/retry": {
    may: "0000000",
    id: "threadId",
    then: "messageId",
  },
  "POST /threads/{id}/messages/{mid}/reaction": {
    may: SEEN,
    id: "threadId",
    then: "messageId",
    body: { emoji: null },
  },
  "POST /threads/{id}/labels": {
    may: WORKED,
    id: "threadId",
    body: ({ labelId }) => ({ labelId }),
  },
  "DELETE /threads/{id}/labels/{labelId}": {
    may: WORKED,
    id: "threadId",
    then: "labelId",
  },

  "GET /offers": { may: ALL },
  "POST /offers/{id}/accept": { may: "000+0--", id: "threadId" },
  "POST /offers/{id}/decline": { may: "00000--", id: "threadId" },

  "POST /files": { may: ALL },
  "GET /files/{id}": { may: SEEN, id: "fileId" },

  "GET /customers": { may: TEAM },
  "GET /customers/languages": { may: TEAM },
  "GET /segments": { may: TEAM },
  "GET /segments/{id}/count": { may: WORKED, id: "segmentId" },
  "POST /segments": {
    may: TEAM,
    body: ({ labelId }) => ({ ...name(), filter: { label: labelId } }),
  },
  "PATCH /segments/{id}": { may: "++0-0--", id: "segmentId", body: {} },
  "GET /customers/{id}": { may: SEEN, id: "customerId" },
  "POST /customers/{id}/reveal": { may: SEEN, id: "customerId" },
  "PATCH /customers/{id}": { may: WORKED, id: "customerId", body: {} },
  "GET /customers/{id}/timeline": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/files": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/touches": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/consents": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/consents": {
    may: WORKED,
    id: "customerId",
    body: { purpose: "marketing", given: true },
  },
  "GET /customers/{id}/notes": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/notes": {
    may: WORKED,
    id: "customerId",
    body: { text: "hi" },
  },
  "PATCH /customers/{id}/notes/{noteId}": {
    may: WORKED,
    id: "customerId",
    then: "customerNoteId",
    body: { pinned: true },
  },
  "DELETE /customers/{id}/notes/{noteId}": {
    may: WORKED,
    id: "customerId",
    then: "customerNoteId",
    ends: true,
  },
  "POST /customers/{id}/block": { may: WORKED, id: "customerId", body: {} },
  "DELETE /customers/{id}/block": { may: WORKED, id: "customerId" },
  "POST /customers/{id}/verify": {
    may: WORKED,
    id: "customerId",
    body: { key: "email", reason: "Called back" },
  },
  "DELETE /customers/{id}/verify": {
    may: WORKED,
    id: "customerId",
    query: "key=email",
  },
  "GET /customers/{id}/duplicates": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/duplicates/{otherId}/dismiss": {
    may: WORKED,
    id: "customerId",
    then: "customerId",
  },
  "DELETE /customers/{id}/duplicates/{otherId}/dismiss": {
    may: WORKED,
    id: "customerId",
    then: "customerId",
  },
  "POST /customers/merge": {
    may: WORKED,
    body: ({ customerId }) => ({
      survivorId: customerId,
      otherId: customerId,
    }),
  },
  "POST /customers/merges/{id}/undo": { may: "00000--", id: "queueId" },
  "POST /customers/{id}/export": { may: ADMINS, id: "customerId" },
  "GET /customers/{id}/export/{jobId}": {
    may: "0------",
    id: "customerId",
    then: "queueId",
  },
  "GET /customers/{id}/holds": { may: ADMINS, id: "customerId" },
  "POST /customers/{id}/holds": { may: ADMINS, id: "customerId", body: {} },
  "DELETE /holds/{id}": { may: "0------", id: "queueId" },
  "GET /exports/{link}": { may: "0000000", id: "queueId" },
  // A customer of its own: the others walk to this one's thread.
  "POST /customers/{id}/erase": { may: "0------", id: "queueId" },
  "GET /note-categories": { may: TEAM },
  "POST /note-categories": { may: ADMINS, body: {} },
  "PATCH /note-categories/{id}": {
    may: ADMINS,
    id: "noteCategoryId",
    body: {},
  },
  "DELETE /note-categories/{id}": {
    may: ADMINS,
    id: "noteCategoryId",
    ends: true,
  },
  "GET /customer-stages": { may: TEAM },
  "POST /customer-stages": { may: ADMINS, body: {} },
  "PATCH /customer-stages/{id}": {
    may: ADMINS,
    id: "customerStageId",
    body: {},
  },
  "DELETE /customer-stages/{id}": {
    may: ADMINS,
    id: "customerStageId",
    ends: true,
  },
  "GET /customer-fields": { may: TEAM },
  "POST /customer-fields": { may: SUPERVISORS, body: {} },
  "PATCH /customer-fields/{id}": {
    may: SUPERVISORS,
    id: "customerFieldId",
    body: {},
  },
  "DELETE /customer-fields/{id}": {
    may: SUPERVISORS,
    id: "customerFieldId",
    ends: true,
  },
  "GET /customers/{id}/avatar": { may: "0000000", id: "customerId" },
  "POST /customers/{id}/labels": {
    may: WORKED,
    id: "customerId",
    body: ({ labelId }) => ({ labelId }),
  },
  "DELETE /customers/{id}/labels/{labelId}": {
    may: WORKED,
    id: "customerId",
    then: "labelId",
  },

  "GET /labels": { may: ALL },
  "POST /labels": { may: SUPERVISORS, body: name },
  "GET /labels/{id}/use": { may: SUPERVISORS, id: "labelId" },
  "PATCH /labels/{id}": {
    may: "++-----",
    id: "labelId",
    body: { color: "slate" },
  },

  "POST /customers/import": {
    may: ADMINS,
    body: () => ({
      csv: `email\n${randomToken(8)}@example.com`,
      mapping: { email: "email" },
    }),
  },
  "GET /customers/imports": { may: ADMINS },
  "POST /customers/imports": { may: ADMINS },
  "GET /customers/imports/{id}": { may: ADMINS, id: "customerImportId" },
  "PATCH /customers/imports/{id}": {
    may: ADMINS,
    id: "customerImportId",
    body: {},
  },
  "POST /customers/imports/{id}/check": {
    may: ADMINS,
    id: "customerImportId",
    body: {},
  },
  "POST /customers/imports/{id}/start": { may: ADMINS, id: "customerImportId" },
  "POST /customers/imports/{id}/pause": { may: ADMINS, id: "customerImportId" },
  "POST /customers/imports/{id}/resume": {
    may: ADMINS,
    id: "customerImportId",
  },
  "POST /customers/imports/{id}/undo": { may: ADMINS, id: "customerImportId" },
  "GET /customers/imports/{id}/errors": { may: ADMINS, id: "customerImportId" },
  "DELETE /customers/imports/{id}": {
    may: ADMINS,
    id: "customerImportId",
    ends: true,
  },
  "GET /canned-replies": { may: TEAM },
  "GET /canned-replies/export": { may: TEAM },
  "POST /canned-replies/import": {
    may: TEAM,
    body: { csv: "shortcut,title,text\nhi,Hi,Hello", dryRun: true },
  },
  "POST /canned-replies": {
    may: TEAM,
    body: () => ({
      shortcut: randomToken(6),
      title: "Mine",
      bodies: { "*": "Hello" },
    }),
  },
  "PATCH /canned-replies/{id}": {
    may: "++0-0--",
    id: "cannedReplyId",
    body: { category: "Greetings" },
  },
  "POST /canned-replies/{id}/fill": {
    may: "++0+0--",
    id: "cannedReplyId",
    body: ({ threadId }) => ({ threadId }),
  },

  "GET /macros": { may: TEAM },
  "POST /macros": {
    may: TEAM,
    body: () => ({ name: randomToken(6), steps: [{ type: "take" }] }),
  },
  "PATCH /macros/{id}": {
    may: "++0-0--",
    id: "macroId",
    body: { position: 0 },
  },
  "POST /macros/{id}/preview": {
    may: "++0+0--",
    id: "macroId",
    body: ({ threadId }) => ({ threadId }),
  },
  "POST /macros/{id}/run": {
    may: "++0+0--",
    id: "macroId",
    body: ({ threadId }) => ({ threadIds: [threadId], runId: randomToken(6) }),
  },

  "GET /channel-kinds": { may: TEAM },
  "GET /channels": { may: SUPERVISORS },
  "GET /channels/names": { may: ALL },
  "POST /channels": {
    may: SUPERVISORS,
    body: () => ({
      pageId: digits(15),
      appId: digits(15),
      pageToken: "token",
      appSecret: "secret",
    }),
  },
  "GET /channels/oauth": { may: SUPERVISORS },
  "POST /channels/oauth/start": {
    may: SUPERVISORS,
    body: { returnTo: "/settings/channels/facebook" },
  },
  "GET /channels/oauth/callback": { may: ALL },
  "GET /channels/oauth/pages": { may: SUPERVISORS },
  "POST /channels/oauth/pages": {
    may: SUPERVISORS,
    body: () => ({ pageIds: [digits(15)] }),
  },
  "GET /channels/oauth/pages/{id}/picture": {
    may: SUPERVISORS,
    id: "deliveryId",
  },
  // Both values stand in the wrong field: 422, without a question to Meta.
  "POST /channels/check": {
    may: SUPERVISORS,
    body: { pageToken: "1", appId: "EAA" },
  },
  "GET /channels/draft": { may: SUPERVISORS },
  "PATCH /channels/draft": { may: SUPERVISORS, body: {} },
  "DELETE /channels/draft": { may: SUPERVISORS },
  "GET /channels/{id}/guide": { may: THEIRS, id: "channelId" },
  "PATCH /channels/{id}/guide": {
    may: THEIRS,
    id: "channelId",
    body: { ticks: { live: true } },
  },
  "GET /channels/{id}": { may: THEIRS, id: "channelId" },
  "PATCH /channels/{id}": { may: THEIRS, id: "channelId", body: {} },
  "GET /channels/{id}/picture": { may: "0000000", id: "channelId" },
  "GET /channels/{id}/health": { may: THEIRS, id: "channelId" },
  "POST /channels/{id}/test": { may: THEIRS, id: "channelId" },
  // The page of the walk has no secret that signs.
  "POST /channels/{id}/test-message": { may: THEIRS, id: "channelId" },
  "DELETE /channels/{id}/test-data": { may: THEIRS, id: "channelId" },
  "POST /channels/{id}/repair": {
    may: THEIRS,
    id: "channelId",
    body: { light: "fields" },
  },
  "GET /channels/{id}/welcome": { may: THEIRS, id: "channelId" },
  "PUT /channels/{id}/welcome": {
    may: THEIRS,
    id: "channelId",
    body: {
      getStarted: null,
      languages: [{ locale: "default", greeting: "", questions: [], menu: [] }],
    },
  },
  "POST /channels/{id}/renew-secret": {
    may: THEIRS,
    id: "channelId",
    body: { secret: "token" },
  },

  "POST /channels/{id}/backfill": { may: THEIRS, id: "channelId", body: {} },
  "GET /jobs/{id}": { may: THEIRS, id: "jobId" },

  "GET /queues": { may: ALL },
  "POST /queues": { may: SUPERVISORS, body: name },
  "GET /queues/{id}": { may: TEAM, id: "queueId" },
  "PATCH /queues/{id}": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/pause": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/resume": { may: THEIRS, id: "queueId" },
  "GET /ring-groups": { may: ALL },
  "POST /ring-groups": { may: SUPERVISORS, body: name },
  "GET /ring-groups/{id}": { may: TEAM, id: "ringGroupId" },
  "PATCH /ring-groups/{id}": { may: THEIRS, id: "ringGroupId", body: {} },
  "GET /departments": { may: ALL },
  "POST /departments": { may: ADMINS, body: name },
  "GET /departments/{id}": { may: TEAM, id: "departmentId" },
  "PATCH /departments/{id}": { may: THEIRS, id: "departmentId", body: {} },
  "GET /holiday-calendars": { may: ALL },
  "POST /holiday-calendars": {
    may: SUPERVISORS,
    body: () => ({ ...name(), days: [] }),
  },
  "PATCH /holiday-calendars/{id}": {
    may: "++-----",
    id: "calendarId",
    body: () => ({ ...name(), days: [] }),
  },
  "GET /settings/routing": { may: TEAM },
  "PATCH /settings/routing": { may: ADMINS, body: {} },
  "GET /review/{channelId}": { may: THEIRS, id: "channelId" },
  "PATCH /review/{channelId}": { may: ADMINS, id: "channelId", body: {} },
  "POST /review/{channelId}/reviewer": {
    may: ADMINS,
    id: "spareChannelId",
    body: { renew: true },
  },
  "GET /settings/company": { may: TEAM },
  "PATCH /settings/company": { may: ADMINS, body: {} },
  "GET /settings/getting-started": { may: ADMINS },
  "PATCH /settings/getting-started": { may: ADMINS, body: { hidden: false } },
  "GET /data-requests": { may: ADMINS },
  "POST /data-requests": { may: ADMINS, body: {} },
  "GET /data-requests/{id}": { may: "0------", id: "queueId" },
  "PATCH /data-requests/{id}": { may: "0------", id: "queueId", body: {} },
  "POST /data-requests/{id}/steps": {
    may: "0------",
    id: "queueId",
    body: { text: "Asked for a copy" },
  },
  "GET /settings/retention": { may: ADMINS },
  "PATCH /settings/retention": { may: ADMINS, body: {} },
  "POST /settings/retention/preview": { may: ADMINS, body: {} },
  "GET /settings/privacy": { may: ADMINS },
  "PATCH /settings/privacy": { may: ADMINS, body: {} },
  "GET /system": { may: ADMINS },
  "POST /system/jobs/{id}/retry": { may: ADMINS, id: "jobId" },

  "GET /settings/security": { may: ADMINS },
  "PATCH /settings/security": { may: ADMINS, body: {} },
  "GET /settings/mail": { may: ADMINS },
  "PATCH /settings/mail": { may: ADMINS, body: {} },
  "POST /settings/mail/test": { may: ADMINS, body: { to: "a@example.com" } },
  "GET /settings/mail/preview": { may: ADMINS, query: "template=test" },
  "GET /settings/mail/log": { may: ADMINS },
  "GET /team-chats": { may: ADMINS },
  "POST /team-chats": { may: ADMINS, body: {} },
  "PATCH /team-chats/{id}": { may: ADMINS, id: "teamChatId", body: {} },
  "POST /team-chats/{id}/test": { may: ADMINS, id: "teamChatId" },
  "DELETE /team-chats/{id}": { may: ADMINS, id: "teamChatId", ends: true },

  "GET /board": { may: SUPERVISORS },
  "GET /reports": { may: SUPERVISORS },
  "GET /reports/rows": { may: SUPERVISORS, query: "figure=in" },
  "GET /reports/export": { may: SUPERVISORS },
  "GET /alerts": { may: ALL },
  "GET /notifications": { may: ALL },
  "POST /notifications/read": { may: TEAM, body: { all: true } },
  "GET /me/preferences": { may: ALL },
  "PATCH /me/preferences": { may: ALL, body: {} },
  "GET /me/notifications": { may: TEAM },
  "PATCH /me/notifications": { may: TEAM, body: {} },
  // No device of theirs: not found.
  "POST /me/notifications/test": {
    may: "00000--",
    body: ({ queueId }) => ({ subscriptionId: queueId }),
  },
  "GET /me/push-subscriptions": { may: TEAM },
  "POST /me/push-subscriptions": { may: TEAM, body: {} },
  "DELETE /me/push-subscriptions": {
    may: "00000--",
    body: { endpoint: "https://push.example/nobody" },
  },
  "PATCH /me/push-subscriptions/{id}": {
    may: "00000--",
    id: "queueId",
    body: {},
  },
  "DELETE /me/push-subscriptions/{id}": { may: "00000--", id: "queueId" },
  "POST /alerts/{id}/dismiss": { may: "00000--", id: "queueId" },
  "POST /routing/what-if": {
    may: THEIRS,
    body: ({ channelId, customerId }) => ({ channelId, customerId }),
  },
  "PATCH /agents/{id}/presence": {
    may: "++-----",
    id: "agentId",
    body: { presence: "available" },
  },
  "PATCH /agents/{id}/queues/{queueId}": {
    may: "++-----",
    id: "agentId",
    then: "queueId",
    body: { loggedIn: true },
  },

  "GET /agents": { may: ALL },
  "POST /agents": {
    may: ADMINS,
    body: () => ({ ...name(), email: `${randomToken(9)}@example.com` }),
  },
  "GET /agents/{id}": { may: "+++++00", id: "agentId" },
  // The agent of the walk has none.
  "GET /agents/{id}/photo": { may: "0000000", id: "agentId" },
  "PATCH /agents/{id}": { may: ADMINS, id: "agentId", body: { capacity: 9 } },
  "POST /agents/{id}/invitation": { may: ADMINS, id: "agentId" },
  "GET /agents/{id}/holdings": { may: ADMINS, id: "agentId" },
  "POST /agents/{id}/disable": {
    may: ADMINS,
    id: "agentId",
    // Refused: nothing goes to the agent themselves.
    body: ({ agentId }) => ({ handOver: { type: "agent", id: agentId } }),
  },
  "POST /agents/{id}/see-as": { may: ADMINS, id: "agentId" },
  "GET /agents/{id}/tokens": { may: "+--+---", id: "agentId" },
  "DELETE /agents/{id}/tokens/{tokenId}": {
    may: "00000--",
    id: "agentId",
    then: "queueId",
  },
  "GET /agents/{id}/sessions": { may: "+--+---", id: "agentId" },
  "DELETE /agents/{id}/sessions/{sid}": {
    may: "0--0---",
    id: "agentId",
    then: "queueId",
  },
  "DELETE /agents/{id}/totp": { may: "+------", id: "agentId" },
  "DELETE /agents/{id}/sessions": { may: "+--+---", id: "agentId" },

  "GET /access/policy": { may: TEAM },
  "GET /access/explain": { may: SUPERVISORS },
  "GET /leads": { may: TEAM },
  "GET /leads/stats": { may: TEAM },
  "GET /leads/export": { may: SUPERVISORS },
  "GET /customers/export": { may: SUPERVISORS },
  "GET /leads/ads": { may: SUPERVISORS },
  "POST /leads/import": {
    may: SUPERVISORS,
    body: { csv: "Name\nAda", mapping: { Name: "name" }, dryRun: true },
  },
  "GET /leads/imports": { may: SUPERVISORS },
  "POST /leads/imports": { may: SUPERVISORS },
  "GET /leads/imports/{id}": { may: SUPERVISORS, id: "leadImportId" },
  "PATCH /leads/imports/{id}": {
    may: SUPERVISORS,
    id: "leadImportId",
    body: {},
  },
  "POST /leads/imports/{id}/check": {
    may: SUPERVISORS,
    id: "leadImportId",
    body: {},
  },
  "POST /leads/imports/{id}/start": { may: SUPERVISORS, id: "leadImportId" },
  "POST /leads/imports/{id}/pause": { may: SUPERVISORS, id: "leadImportId" },
  "POST /leads/imports/{id}/resume": { may: SUPERVISORS, id: "leadImportId" },
  "POST /leads/imports/{id}/undo": { may: SUPERVISORS, id: "leadImportId" },
  "GET /leads/imports/{id}/errors": { may: SUPERVISORS, id: "leadImportId" },
  "DELETE /leads/imports/{id}": {
    may: SUPERVISORS,
    id: "leadImportId",
    ends: true,
  },
  "GET /leads/settings": { may: SUPERVISORS },
  "PATCH /leads/settings": { may: ADMINS, body: {} },
  "GET /leads/pages": { may: SUPERVISORS },
  "PATCH /leads/pages/{id}": { may: THEIRS, id: "channelId", body: {} },
  "GET /leads/forms": { may: SUPERVISORS },
  "GET /leads/forms/{id}": { may: THEIRS, id: "formId" },
  "PATCH /leads/forms/{id}": { may: THEIRS, id: "formId", body: {} },
  "POST /leads/forms/{id}/preview": {
    may: THEIRS,
    id: "formId",
    body: { mapping: [] },
  },
  "POST /leads/test": {
    may: THEIRS,
    body: ({ channelId }) => ({ channelId }),
  },
  "POST /leads/backfill": {
    may: THEIRS,
    body: ({ channelId }) => ({ channelId }),
  },
  "GET /leads/{id}": { may: WORKED, id: "leadId" },
  "PATCH /leads/{id}": { may: WORKED, id: "leadId", body: {} },
  "GET /leads/{id}/attempts": { may: WORKED, id: "leadId" },
  "POST /leads/{id}/reveal": { may: WORKED, id: "leadId" },
  "POST /leads/{id}/notes": {
    may: WORKED,
    id: "leadId",
    body: { text: "x" },
  },
  "POST /leads/{id}/calls": {
    may: WORKED,
    id: "leadId",
    body: { outcome: "busy" },
  },
  "POST /leads/{id}/retry": { may: WORKED, id: "leadId" },
  "POST /leads/{id}/take": { may: WORKED, id: "leadId" },
  "POST /leads/{id}/release": { may: WORKED, id: "leadId" },
  "POST /leads/{id}/transfer": {
    may: WORKED,
    id: "leadId",
    body: ({ agentId }) => ({ to: { type: "agent", id: agentId } }),
  },
  "GET /lead-statuses": { may: TEAM },
  "POST /lead-statuses": { may: SUPERVISORS, body: name },
  "PATCH /lead-statuses/{id}": {
    may: SUPERVISORS,
    id: "leadStatusId",
    body: {},
  },
  "GET /lead-sources": { may: TEAM },
  "POST /lead-sources": { may: SUPERVISORS, body: name },
  "PATCH /lead-sources/{id}": {
    may: SUPERVISORS,
    id: "leadSourceId",
    body: name,
  },
  "GET /search": { may: ALL, query: "q=Words" },
  "GET /audit": { may: ADMINS },
  "GET /audit/export": { may: ADMINS },
  "GET /deliveries": { may: ADMINS },
  "GET /deliveries/{id}": { may: ADMINS, id: "deliveryId" },
  "POST /deliveries/replay": { may: ADMINS, body: { ids: ["1"] } },
  "GET /setup": { may: ALL },
  "POST /setup": { may: ALL, body: {} },
  "POST /invitations/accept": { may: ALL, body: {} },
  "POST /password-reset": { may: ALL, body: {} },
  "POST /password-reset/confirm": { may: ALL, body: {} },

  // Acts that end something come last.
  "DELETE /canned-replies/{id}": {
    may: "++0-0--",
    id: "cannedReplyId",
    ends: true,
  },
  "POST /threads/{id}/spam": { may: WORKED, id: "threadId", ends: true },
  "POST /threads/{id}/not-spam": { may: WORKED, id: "threadId" },
  "DELETE /threads/{id}": { may: THEIRS, id: "threadId", ends: true },
  "DELETE /macros/{id}": { may: "++0-0--", id: "macroId", ends: true },
  "DELETE /segments/{id}": { may: "++0-0--", id: "segmentId", ends: true },
  "DELETE /views/{id}": { may: "++0-0--", id: "viewId", ends: true },
  "DELETE /labels/{id}": { may: "++-----", id: "labelId", ends: true },
  "DELETE /lead-statuses/{id}": {
    may: SUPERVISORS,
    id: "leadStatusId",
    ends: true,
  },
  "DELETE /lead-sources/{id}": {
    may: SUPERVISORS,
    id: "leadSourceId",
    ends: true,
  },
  "DELETE /holiday-calendars/{id}": {
    may: "++-----",
    id: "calendarId",
    ends: true,
  },
  "DELETE /ring-groups/{id}": { may: THEIRS, id: "ringGroupId", ends: true },
  "DELETE /queues/{id}": { may: THEIRS, id: "queueId", ends: true },
  "DELETE /departments/{id}": {
    may: ADMINS,
    id: "departmentId",
    ends: true,
  },
  "DELETE /review/{channelId}/reviewer": {
    may: ADMINS,
    id: "spareChannelId",
    ends: true,
  },
  "DELETE /channels/{id}": { may: THEIRS, id: "channelId", ends: true },
};

const BOTH = "+++";
const OF_LEADS = "++-";
const THEIR_LEADS = "+0-";
const AUDITORS = "--+";
/** Rows that are open to the roles without conversations. */
const BESIDE: Record<string, string> = {
  ...rows(BOTH, [
    "GET /me",
    "PATCH /me/presence",
    "POST /me/leave",
    "POST /me/activity",
    "POST /me/password",
    "POST /me/totp",
    "POST /me/totp/confirm",
    "DELETE /me/totp",
    "PUT /me/photo",
    "DELETE /me/photo",
    "GET /me/sessions",
    "DELETE /me/see-as",
    "GET /me/preferences",
    "PATCH /me/preferences",
    "GET /me/tokens",
    "POST /me/tokens",
    "GET /offers",
    "GET /customer-fields",
    "GET /customer-stages",
    "GET /note-categories",
    "GET /labels",
    "GET /channel-kinds",
    "GET /channels/names",
    "GET /channels/oauth/callback",
    "GET /queues",
    "GET /queues/{id}",
    "GET /ring-groups",
    "GET /ring-groups/{id}",
    "GET /departments",
    "GET /departments/{id}",
    "GET /holiday-calendars",
    "GET /settings/routing",
    "GET /settings/company",
    "GET /alerts",
    "GET /notifications",
    "POST /notifications/read",
    "GET /me/notifications",
    "PATCH /me/notifications",
    "GET /me/push-subscriptions",
    "POST /me/push-subscriptions",
    "GET /agents",
    "GET /agents/{id}",
    "GET /access/policy",
    "GET /setup",
    "POST /setup",
    "POST /invitations/accept",
    "POST /password-reset",
    "POST /password-reset/confirm",
  ]),
  ...rows("000", [
    "POST /me/notifications/test",
    "DELETE /me/push-subscriptions",
    "PATCH /me/push-subscriptions/{id}",
    "DELETE /me/push-subscriptions/{id}",
    "DELETE /me/sessions/{id}",
    "GET /exports/{link}",
    "DELETE /me/tokens/{id}",
    "GET /channels/{id}/picture",
    "GET /agents/{id}/photo",
    "DELETE /agents/{id}/tokens/{tokenId}",
  ]),
  ...rows(OF_LEADS, [
    "GET /customers",
    "GET /customers/languages",
    "GET /segments",
    "GET /leads",
    "GET /leads/stats",
    "GET /lead-statuses",
    "GET /lead-sources",
  ]),
  ...rows(THEIR_LEADS, [
    "GET /segments/{id}/count",
    "GET /customers/{id}",
    "POST /customers/{id}/reveal",
    "PATCH /customers/{id}",
    "POST /customers/{id}/verify",
    "DELETE /customers/{id}/verify",
    "GET /customers/{id}/timeline",
    "GET /customers/{id}/files",
    "GET /customers/{id}/touches",
    "GET /customers/{id}/consents",
    "POST /customers/{id}/consents",
    "GET /customers/{id}/notes",
    "POST /customers/{id}/notes",
    "GET /customers/{id}/duplicates",
    "POST /customers/{id}/labels",
    "DELETE /customers/{id}/labels/{labelId}",
    "GET /leads/{id}",
    "POST /leads/{id}/reveal",
    "PATCH /leads/{id}",
    "GET /leads/{id}/attempts",
    "POST /leads/{id}/notes",
    "POST /leads/{id}/calls",
    "POST /leads/{id}/retry",
    "POST /leads/{id}/take",
    "POST /leads/{id}/release",
    "POST /leads/{id}/transfer",
  ]),
  // A teammate's note.
  ...rows("-0-", [
    "PATCH /customers/{id}/notes/{noteId}",
    "DELETE /customers/{id}/notes/{noteId}",
  ]),
  ...rows("00-", ["GET /customers/{id}/avatar"]),
  ...rows("--0", ["GET /data-requests/{id}"]),
  ...rows(AUDITORS, [
    "GET /channels",
    "GET /channels/{id}",
    "GET /channels/{id}/health",
    "GET /channels/{id}/welcome",
    "GET /jobs/{id}",
    "GET /review/{channelId}",
    "GET /settings/retention",
    "GET /data-requests",
    "GET /settings/privacy",
    "GET /settings/security",
    "GET /settings/mail",
    "GET /settings/mail/preview",
    "GET /settings/mail/log",
    "GET /team-chats",
    "GET /board",
    "GET /reports",
    "GET /reports/rows",
    "GET /reports/export",
    "GET /access/explain",
    "GET /leads/settings",
    "GET /leads/pages",
    "GET /leads/forms",
    "GET /leads/forms/{id}",
    "GET /audit",
    "GET /audit/export",
  ]),
};

function rows(may: string, operations: string[]): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation, may]));
}

const ROLE_OF = {
  owner: "owner",
  supervisor: "supervisor",
  otherSupervisor: "supervisor",
  agent: "agent",
  otherAgent: "agent",
  reviewer: "reviewer",
  otherReviewer: "reviewer",
  leadsOnly: "leads_only",
  otherLeadsOnly: "leads_only",
  auditor: "auditor",
} as const satisfies Record<(typeof WALKERS)[number], Role>;

let server: TestServer;
let walk: WalkWorld;
let operations: string[];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  walk = await createWalkWorld(server);
  const document = (await server.call(null, "GET", "/openapi.json")).body as {
    paths: Record<string, object>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
});
afterAll(() => server.stop());

test("every route of the document has a row, and every row a route", () => {
  expect(Object.keys(ROWS).sort()).toEqual([...operations].sort());
});

test.for(Object.entries(ROWS))("%s", async ([operation, row]) => {
  const [method = "", path = ""] = operation.split(" ");
  // Refused callers come first: the thing they ask for still exists.
  const order = WALKERS.map((who, index) => ({
    who,
    may: mayOf(operation, row)[index],
  }));
  order.reverse();
  order.sort((a, b) => Number(a.may === "+") - Number(b.may === "+"));
  const found = new Map<string, string>();
  for (const { who } of order) {
    const isDone = row.ends && [...found.values()].includes("+");
    found.set(who, isDone ? "+" : await walkTo(who, method, path, row));
  }
  expect(WALKERS.map((who) => found.get(who)).join("")).toBe(
    mayOf(operation, row),
  );
});

function mayOf(operation: string, row: Row): string {
  return row.may + (BESIDE[operation] ?? "---");
}

// An act closed to a role is refused everywhere; one open in the whole company or in
// departments is allowed somewhere. "own" depends on the caller.
test.each(Object.entries(ROWS))(
  "%s agrees with the table of rights",
  (operation, row) => {
    const may = mayOf(operation, row);
    const action = actionOf(operation);
    if (action === null) throw new Error(`No action has ${operation}.`);
    for (const role of new Set(Object.values(ROLE_OF))) {
      const outcomes = WALKERS.map((who, at) => ({ who, outcome: may[at] }))
        .filter(({ who }) => ROLE_OF[who] === role)
        .map(({ outcome }) => outcome);
      const scope = scopeFor(role, action);
      if (scope === "none")
        expect({ role, isOpen: outcomes.includes("+") }).toEqual({
          role,
          isOpen: false,
        });
      if (scope === "all" || scope === "department")
        expect({
          role,
          isRefused: outcomes.every((one) => one === "-"),
        }).toEqual({ role, isRefused: false });
    }
  },
);

function givenBy({ body }: Row, ids: WalkWorld["ids"]): object | undefined {
  if (typeof body !== "function") return body;
  return (body as (ids: WalkWorld["ids"]) => object)(ids);
}

async function walkTo(
  who: (typeof WALKERS)[number],
  method: string,
  path: string,
  row: Row,
): Promise<string> {
  const { people, ids, tokens, hidden } = walk;
  const values = [row.id, row.then];
  const address = path.replace(/\{\w+\}/g, () => {
    const key = values.shift();
    return key ? ids[key] : "";
  });
  const given = givenBy(row, ids);
  const sent = JSON.stringify(given ?? {});
  await walk.restore();
  const response = await server.request(
    `/api/v1${address}${row.query ? `?${row.query}` : ""}`,
    {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(people[who]) ?? ""}`,
        ...(given ? { "content-type": "application/json" } : {}),
      },
      ...(given ? { body: JSON.stringify(given) } : {}),
    },
  );
  const text = await response.text();
  for (const secret of hidden[who] ?? [])
    if (!sent.includes(secret) && !address.includes(secret))
      expect(text).not.toContain(secret);
  if (response.status === 500) throw new Error(`${operationOf()}: ${text}`);
  if (response.status === 401) return "?";
  if (response.status === 403) return "-";
  return response.status === 404 ? "0" : "+";

  function operationOf(): string {
    return `${who} ${method} ${address}`;
  }
}
