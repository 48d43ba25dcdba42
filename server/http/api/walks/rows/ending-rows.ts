import { ADMINS, SUPERVISORS, THEIRS, WORKED, type Row } from "./row.ts";

/** Acts that end something. */
export const ENDING_ROWS: Record<string, Row> = {
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
