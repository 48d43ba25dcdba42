import type { ActionKey } from "#contract/people/policy.ts";

type Words = {
  /** Imperative and short, in English; the console translates it by the key. */
  title: string;
  /** "METHOD /path" of the API that need this action. */
  operations: readonly string[];
};

/**
 * One table, however long: it is read as a whole.
 *
 * The actions that `policy.ts` gives to roles: their titles, and the
 * operations of the API that need them. Every operation belongs to one action;
 * a test fails for one that does not. Apart from the rights, since every page
 * loads those.
 */
export const ACTIONS = {
  "open.use": {
    title: "Use what’s open to everyone",
    operations: [
      "GET /setup",
      "POST /setup",
      "POST /invitations/accept",
      "POST /password-reset",
      "POST /password-reset/confirm",
      "GET /exports/{link}",
      "GET /channels/oauth/callback",
    ],
  },
  "account.use": {
    title: "Use your own account",
    operations: [
      "GET /me",
      "PATCH /me/presence",
      "POST /me/leave",
      "POST /me/activity",
      "POST /me/password",
      "GET /me/sessions",
      "DELETE /me/sessions/{id}",
      "GET /me/tokens",
      "DELETE /me/tokens/{id}",
      "GET /me/preferences",
      "PATCH /me/preferences",
      "GET /offers",
      "GET /alerts",
      "GET /notifications",
      "DELETE /me/see-as",
    ],
  },
  "account.totp": {
    title: "Set up your two-step verification",
    operations: ["POST /me/totp", "POST /me/totp/confirm", "DELETE /me/totp"],
  },
  "account.notifications": {
    title: "Read and choose your notifications",
    operations: [
      "POST /notifications/read",
      "GET /me/notifications",
      "PATCH /me/notifications",
      "POST /me/notifications/test",
      "GET /me/push-subscriptions",
      "POST /me/push-subscriptions",
      "PATCH /me/push-subscriptions/{id}",
      "DELETE /me/push-subscriptions",
      "DELETE /me/push-subscriptions/{id}",
    ],
  },
  "account.photo": {
    title: "Choose your photo",
    operations: ["PUT /me/photo", "DELETE /me/photo"],
  },
  "account.tokens": {
    title: "Create your own API tokens",
    operations: ["POST /me/tokens"],
  },
  "account.queues": {
    title: "Log in to your queues and answer offers",
    operations: [
      "PATCH /me/queues/{id}",
      "POST /me/queues/{id}/end-wrap-up",
      "POST /offers/{id}/accept",
      "POST /offers/{id}/decline",
      "POST /alerts/{id}/dismiss",
    ],
  },
  "threads.read": {
    title: "Read conversations",
    operations: [
      "GET /threads",
      "GET /threads/{id}",
      "GET /views",
      "GET /views/counts",
      "GET /threads/{id}/messages",
      "GET /threads/{id}/handovers",
      "GET /files/{id}",
      "GET /search",
      "POST /threads/{id}/read",
      "POST /threads/{id}/unread",
      "GET /threads/{id}/schedule",
      "GET /drafts",
      "GET /threads/{id}/draft",
      "PUT /threads/{id}/draft",
      "DELETE /threads/{id}/draft",
      "GET /threads/{id}/viewers",
      "GET /threads/{id}/search",
      "POST /threads/{id}/viewing",
    ],
  },
  "threads.reply": {
    title: "Take, answer and close conversations",
    operations: [
      "POST /threads/{id}/messages",
      "POST /threads/{id}/messages/{mid}/retry",
      "DELETE /threads/{id}/messages/{mid}",
      "POST /threads/{id}/schedule",
      "PATCH /threads/{id}/schedule/{mid}",
      "POST /threads/{id}/schedule/{mid}/send",
      "POST /threads/{id}/messages/{mid}/reaction",
      "POST /threads/{id}/take",
      "POST /threads/{id}/release",
      "POST /threads/{id}/close",
      "POST /threads/{id}/typing",
      "POST /files",
    ],
  },
  "threads.route": {
    title:
      "Transfer, snooze, archive, reopen, label and prioritize conversations",
    operations: [
      "POST /threads/{id}/transfer",
      "POST /threads/{id}/transfer/cancel",
      "GET /threads/{id}/transfer-targets",
      "DELETE /threads/{id}/handover-note",
      "POST /threads/{id}/take-control",
      "POST /threads/{id}/reopen",
      "POST /threads/{id}/snooze",
      "POST /threads/{id}/no-reply-needed",
      "DELETE /threads/{id}/no-reply-needed",
      "POST /threads/{id}/archive",
      "POST /threads/{id}/unarchive",
      "POST /threads/{id}/participants",
      "DELETE /threads/{id}/participants/{agentId}",
      "POST /threads/{id}/labels",
      "DELETE /threads/{id}/labels/{labelId}",
      "PATCH /threads/{id}",
      "POST /threads/bulk",
    ],
  },
  "views.save": {
    title: "Save views of the inbox; supervisors share them",
    operations: ["POST /views", "PATCH /views/{id}", "DELETE /views/{id}"],
  },
  "threads.transcript": {
    title: "Save conversations as transcripts",
    operations: ["GET /threads/{id}/transcript"],
  },
  "threads.trace": {
    title: "See why a conversation is where it is",
    operations: ["GET /threads/{id}/trace", "GET /threads/{id}/trail"],
  },
  "threads.manage": {
    title: "Take over and move teammates’ conversations",
    operations: [],
  },
  "threads.reassign": {
    title: "Move many conversations at once",
    operations: ["POST /threads/reassign"],
  },
  "threads.delete": {
    title: "Delete and restore conversations",
    operations: [
      "DELETE /threads/{id}",
      "POST /threads/{id}/restore",
      "GET /deleted-threads",
    ],
  },
  "customers.read": {
    title: "Open a customer",
    operations: ["GET /customers/{id}", "GET /customers/{id}/avatar"],
  },
  "customers.list": {
    title: "List customers",
    operations: [
      "GET /customers",
      "GET /customers/languages",
      "GET /segments",
      "GET /segments/{id}/count",
      "GET /customers/{id}/notes",
      "GET /customers/{id}/note-readers",
      "GET /customers/{id}/consents",
      "GET /customers/{id}/timeline",
      "GET /customers/{id}/files",
      "GET /customers/{id}/touches",
      "GET /customers/{id}/duplicates",
    ],
  },
  "customers.reveal": {
    title: "Reveal masked contact data of customers",
    operations: ["POST /customers/{id}/reveal"],
  },
  "customers.export": {
    title: "Export the list of customers",
    operations: ["GET /customers/export"],
  },
  "customers.import": {
    title: "Import customers",
    operations: [
      "POST /customers/import",
      "GET /customers/imports",
      "POST /customers/imports",
      "GET /customers/imports/{id}",
      "PATCH /customers/imports/{id}",
      "DELETE /customers/imports/{id}",
      "POST /customers/imports/{id}/check",
      "POST /customers/imports/{id}/start",
      "POST /customers/imports/{id}/pause",
      "POST /customers/imports/{id}/resume",
      "POST /customers/imports/{id}/undo",
      "GET /customers/imports/{id}/errors",
    ],
  },
  "customers.edit": {
    title: "Edit customers",
    operations: [
      "PATCH /customers/{id}",
      "POST /customers/{id}/verify",
      "DELETE /customers/{id}/verify",
      "POST /customers/{id}/labels",
      "DELETE /customers/{id}/labels/{labelId}",
      "POST /customers/{id}/consents",
      "POST /customers/{id}/notes",
      "PATCH /customers/{id}/notes/{noteId}",
      "DELETE /customers/{id}/notes/{noteId}",
    ],
  },
  "customers.merge": {
    title: "Block and merge customers",
    operations: [
      "POST /customers/{id}/block",
      "POST /threads/{id}/spam",
      "POST /threads/{id}/not-spam",
      "DELETE /customers/{id}/block",
      "POST /customers/{id}/duplicates/{otherId}/dismiss",
      "DELETE /customers/{id}/duplicates/{otherId}/dismiss",
      "POST /customers/merge",
      "POST /customers/merges/{id}/undo",
    ],
  },
  "customers.privacy": {
    title: "Export and erase customers’ data",
    operations: [
      "POST /customers/{id}/export",
      "GET /customers/{id}/export/{jobId}",
      "POST /customers/{id}/erase",
    ],
  },
  "customers.holds": {
    title: "Place and end legal holds",
    operations: [
      "GET /customers/{id}/holds",
      "POST /customers/{id}/holds",
      "GET /holds",
      "POST /holds",
      "DELETE /holds/{id}",
    ],
  },
  "customers.requests": {
    title: "Read people’s requests about their data",
    operations: ["GET /data-requests", "GET /data-requests/{id}"],
  },
  "customers.answer_requests": {
    title: "Answer people’s requests about their data",
    operations: [
      "POST /data-requests",
      "PATCH /data-requests/{id}",
      "POST /data-requests/{id}/steps",
    ],
  },
  "customers.fields": {
    title: "Manage customer fields",
    operations: [
      "POST /customer-fields",
      "PATCH /customer-fields/{id}",
      "DELETE /customer-fields/{id}",
    ],
  },
  "customers.segments": {
    title: "Save segments of customers; supervisors share them",
    operations: [
      "POST /segments",
      "PATCH /segments/{id}",
      "DELETE /segments/{id}",
    ],
  },
  "customers.stages": {
    title: "Manage customer stages",
    operations: [
      "POST /customer-stages",
      "PATCH /customer-stages/{id}",
      "DELETE /customer-stages/{id}",
    ],
  },
  "customers.noteCategories": {
    title: "Manage categories of customer notes",
    operations: [
      "POST /note-categories",
      "PATCH /note-categories/{id}",
      "DELETE /note-categories/{id}",
    ],
  },
  "canned.use": {
    title: "Use and manage canned replies",
    operations: [
      "GET /canned-replies",
      "POST /canned-replies",
      "PATCH /canned-replies/{id}",
      "DELETE /canned-replies/{id}",
      "POST /canned-replies/{id}/fill",
      "GET /canned-replies/export",
      "POST /canned-replies/import",
    ],
  },
  "macros.use": {
    title: "Run and manage macros",
    operations: [
      "GET /macros",
      "POST /macros",
      "PATCH /macros/{id}",
      "DELETE /macros/{id}",
      "POST /macros/{id}/preview",
      "POST /macros/{id}/run",
    ],
  },
  "leads.read": {
    title: "Read leads",
    operations: [
      "GET /leads",
      "GET /leads/stats",
      "GET /leads/{id}",
      "GET /leads/{id}/attempts",
      "GET /lead-statuses",
      "GET /lead-sources",
    ],
  },
  "leads.reveal": {
    title: "Reveal masked contact data of leads",
    operations: ["POST /leads/{id}/reveal"],
  },
  "leads.work": {
    title: "Work on leads",
    operations: [
      "PATCH /leads/{id}",
      "POST /leads/{id}/notes",
      "POST /leads/{id}/calls",
      "POST /leads/{id}/retry",
      "POST /leads/{id}/take",
      "POST /leads/{id}/release",
      "POST /leads/{id}/transfer",
    ],
  },
  "leads.sources": {
    title: "Read where leads come from and go to",
    operations: [
      "GET /leads/settings",
      "GET /leads/pages",
      "GET /leads/forms",
      "GET /leads/forms/{id}",
    ],
  },
  "leads.manage": {
    title: "Manage where leads come from and go to",
    operations: [
      "GET /leads/export",
      "GET /leads/ads",
      "PATCH /leads/pages/{id}",
      "PATCH /leads/forms/{id}",
      "POST /leads/forms/{id}/preview",
      "POST /leads/test",
      "POST /leads/backfill",
      "POST /lead-statuses",
      "PATCH /lead-statuses/{id}",
      "DELETE /lead-statuses/{id}",
      "POST /lead-sources",
      "PATCH /lead-sources/{id}",
      "DELETE /lead-sources/{id}",
    ],
  },
  "leads.import": {
    title: "Import leads",
    operations: [
      "POST /leads/import",
      "GET /leads/imports",
      "POST /leads/imports",
      "GET /leads/imports/{id}",
      "PATCH /leads/imports/{id}",
      "DELETE /leads/imports/{id}",
      "POST /leads/imports/{id}/check",
      "POST /leads/imports/{id}/start",
      "POST /leads/imports/{id}/pause",
      "POST /leads/imports/{id}/resume",
      "POST /leads/imports/{id}/undo",
      "GET /leads/imports/{id}/errors",
    ],
  },
  "leads.settings": {
    title: "Change lead settings",
    operations: ["PATCH /leads/settings"],
  },
  "directory.read": {
    title: "See teammates, queues and channels by name",
    operations: [
      "GET /agents",
      "GET /agents/{id}",
      "GET /agents/{id}/photo",
      "GET /queues",
      "GET /ring-groups",
      "GET /departments",
      "GET /holiday-calendars",
      "GET /labels",
      "GET /channels/names",
      "GET /channels/{id}/picture",
    ],
  },
  "settings.read": {
    title: "Read settings that everyone works with",
    operations: [
      "GET /queues/{id}",
      "GET /ring-groups/{id}",
      "GET /departments/{id}",
      "GET /channel-kinds",
      "GET /customer-fields",
      "GET /customer-stages",
      "GET /note-categories",
      "GET /settings/routing",
      "GET /settings/company",
    ],
  },
  "board.read": {
    title: "See the live board",
    operations: ["GET /board"],
  },
  "reports.read": {
    title: "Read reports",
    operations: ["GET /reports", "GET /reports/rows", "GET /reports/export"],
  },
  "people.presence": {
    title: "Change teammates’ status and queue log-in",
    operations: [
      "PATCH /agents/{id}/presence",
      "PATCH /agents/{id}/queues/{queueId}",
    ],
  },
  "labels.manage": {
    title: "Manage labels",
    operations: [
      "POST /labels",
      "PATCH /labels/{id}",
      "DELETE /labels/{id}",
      "GET /labels/{id}/use",
    ],
  },
  "channels.read": {
    title: "Read channel settings and health",
    operations: [
      "GET /channels",
      "GET /channels/{id}",
      "GET /channels/{id}/health",
      "GET /channels/{id}/welcome",
      "GET /jobs/{id}",
      "GET /review/{channelId}",
    ],
  },
  "channels.manage": {
    title: "Connect and change channels",
    operations: [
      "POST /channels",
      "PATCH /channels/{id}",
      "DELETE /channels/{id}",
      "POST /channels/{id}/test",
      "POST /channels/{id}/test-message",
      "DELETE /channels/{id}/test-data",
      "POST /channels/{id}/repair",
      "POST /channels/{id}/renew-secret",
      "PUT /channels/{id}/welcome",
      "POST /channels/{id}/backfill",
      "POST /channels/check",
      "GET /channels/draft",
      "PATCH /channels/draft",
      "DELETE /channels/draft",
      "GET /channels/{id}/guide",
      "PATCH /channels/{id}/guide",
      "GET /channels/oauth",
      "POST /channels/oauth/start",
      "GET /channels/oauth/pages",
      "GET /channels/oauth/pages/{id}/picture",
      "POST /channels/oauth/pages",
    ],
  },
  "routing.manage": {
    title: "Manage queues, ring groups and office hours",
    operations: [
      "POST /queues",
      "PATCH /queues/{id}",
      "DELETE /queues/{id}",
      "POST /queues/{id}/pause",
      "POST /queues/{id}/resume",
      "POST /ring-groups",
      "PATCH /ring-groups/{id}",
      "DELETE /ring-groups/{id}",
      "POST /holiday-calendars",
      "PATCH /holiday-calendars/{id}",
      "DELETE /holiday-calendars/{id}",
      "PATCH /departments/{id}",
      "POST /routing/what-if",
    ],
  },
  "departments.manage": {
    title: "Create and delete departments",
    operations: ["POST /departments", "DELETE /departments/{id}"],
  },
  "settings.inspect": {
    title: "Read settings of the whole company",
    operations: [
      "GET /settings/retention",
      "GET /settings/privacy",
      "GET /settings/mail",
      "GET /settings/security",
      "GET /settings/mail/preview",
      "GET /settings/mail/log",
      "GET /team-chats",
    ],
  },
  "settings.manage": {
    title: "Change settings of the whole company",
    operations: [
      "PATCH /settings/routing",
      "PATCH /settings/company",
      "GET /settings/getting-started",
      "PATCH /settings/getting-started",
      "PATCH /settings/retention",
      "PATCH /settings/privacy",
      "POST /settings/retention/preview",
      "PATCH /settings/mail",
      "PATCH /settings/security",
      "POST /settings/mail/test",
      "POST /team-chats",
      "PATCH /team-chats/{id}",
      "DELETE /team-chats/{id}",
      "POST /team-chats/{id}/test",
    ],
  },
  "settings.system": {
    title: "See the system’s status and retry failed jobs",
    operations: ["GET /system", "POST /system/jobs/{id}/retry"],
  },
  "people.rename": {
    title: "Change names; admins change everything about a person",
    operations: ["PATCH /agents/{id}"],
  },
  "people.manage": {
    title: "Add, invite and disable people",
    operations: [
      "POST /agents",
      "POST /agents/{id}/invitation",
      "GET /agents/{id}/holdings",
      "POST /agents/{id}/disable",
    ],
  },
  "people.see_as": {
    title: "See the console as someone else, without changing anything",
    operations: ["POST /agents/{id}/see-as"],
  },
  "review.manage": {
    title: "Manage app reviews and their reviewers",
    operations: [
      "PATCH /review/{channelId}",
      "POST /review/{channelId}/reviewer",
      "DELETE /review/{channelId}/reviewer",
    ],
  },
  "people.sessions": {
    title: "See and end people’s sessions",
    operations: [
      "GET /agents/{id}/sessions",
      "DELETE /agents/{id}/sessions",
      "DELETE /agents/{id}/sessions/{sid}",
    ],
  },
  "people.totp": {
    title: "Turn off people’s two-step verification",
    operations: ["DELETE /agents/{id}/totp"],
  },
  "people.tokens": {
    title: "See and revoke people’s API tokens",
    operations: [
      "GET /agents/{id}/tokens",
      "DELETE /agents/{id}/tokens/{tokenId}",
    ],
  },
  "deliveries.manage": {
    title: "Read and replay webhook deliveries",
    operations: [
      "GET /deliveries",
      "GET /deliveries/{id}",
      "POST /deliveries/replay",
    ],
  },
  "audit.read": {
    title: "Read and export the audit log",
    operations: ["GET /audit", "GET /audit/export"],
  },
  "access.read": {
    title: "Read this table",
    operations: ["GET /access/policy"],
  },
  "access.explain": {
    title: "Explain a person’s rights",
    operations: ["GET /access/explain"],
  },
} as const satisfies Record<ActionKey, Words>;

const BY_OPERATION = new Map(
  (Object.keys(ACTIONS) as ActionKey[]).flatMap((key) =>
    ACTIONS[key].operations.map((operation): [string, ActionKey] => [
      operation,
      key,
    ]),
  ),
);

/** The action that an operation ("GET /threads") needs; null: the table does not have it. Pure. */
export function actionOf(operation: string): ActionKey | null {
  return BY_OPERATION.get(operation) ?? null;
}
