import { TEAM, type Row } from "./row.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Canned replies and macros. */
export const REPLY_ROWS: Record<string, Row> = {
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
};
