import { ALL, TEAM, SUPERVISORS, THEIRS, type Row } from "./row.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Channels and their set-up. */
export const CHANNEL_ROWS: Record<string, Row> = {
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
};
