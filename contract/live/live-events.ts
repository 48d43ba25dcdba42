import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { offerEndSchema } from "#contract/routing/offer-end.ts";
import { offerSchema } from "#contract/threads/offer.ts";
import { settingsWhatSchema } from "#contract/live/settings-what.ts";
import { alertSchema } from "#contract/supervision/alert.ts";
import {
  channelNameSchema,
  channelSchema,
} from "#contract/channels/channel.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { threadSchema } from "#contract/threads/thread.ts";

/** Server → client over Socket.IO, only to those who may see the thread. */
export const liveEventSchemas = {
  "message.created": z.object({ message: messageSchema, thread: threadSchema }),
  "message.updated": z.object({ message: messageSchema }),
  "thread.updated": z.object({ thread: threadSchema }),
  "thread.removed": z.object({ threadId: idSchema }),
  /** To whom it rings; a request to take over as well. Its thread is news: no `thread.updated` tells them the same. */
  "offer.created": offerSchema.omit({ threadId: true }),
  /** To whom it rang and, of a request, to whoever asked. */
  "offer.ended": z.object({
    threadId: idSchema,
    reason: offerEndSchema,
    /** Of a request: who was asked. */
    agentId: idSchema.nullable(),
    /** Taken or accepted: by whom. */
    by: z.object({ id: idSchema, name: z.string() }).nullable(),
  }),
  "presence.updated": z.object({
    agentId: idSchema,
    presence: presenceSchema,
    text: z.string().nullable(),
    message: z.string().nullable(),
    until: z.string().nullable(),
    since: z.string(),
    reason: z.string().nullable(),
  }),
  /** What the receiver may see or do has changed: fetch again. */
  "access.changed": z.object({}),
  /** Name, route, department, health or enabled of a page. Who may not manage pages gets what GET /channels/names says of it. */
  "channel.updated": z.object({
    channel: z.union([channelSchema, channelNameSchema]),
  }),
  /** To everybody: settings of this kind are others now; fetch what is shown of them. */
  "settings.updated": z.object({ what: settingsWhatSchema }),
  /** To everybody: GET /labels says something new. */
  "labels.changed": z.object({}),
  /** To supervisors, at most once a second: GET /board says something new. */
  "board.changed": z.object({}),
  /** Somebody should look. */
  "alert.created": z.object({ alert: alertSchema }),
  /** Somebody has dismissed it, for all whom it was for. */
  "alert.ended": z.object({ alertId: idSchema }),
  /** To a screen whose code is older or newer than the server: it is asked to reload. */
  "version.changed": z.object({ version: z.number().int() }),
  typing: z.object({ threadId: idSchema, agentId: idSchema.nullable() }),
} as const;

export type LiveEvents = {
  [Name in keyof typeof liveEventSchemas]: z.infer<
    (typeof liveEventSchemas)[Name]
  >;
};
export type LiveEventName = keyof LiveEvents;
