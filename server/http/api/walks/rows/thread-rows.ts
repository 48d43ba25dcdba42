import { ALL, TEAM, SUPERVISORS, SEEN, WORKED, name, type Row } from "./row.ts";

/** Conversations, their messages, offers and files. */
export const THREAD_ROWS: Record<string, Row> = {
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
  "DELETE /threads/{id}/no-reply-needed": { may: WORKED, id: "threadId" },
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
};
