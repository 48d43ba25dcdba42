import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { offerEndSchema } from "#contract/routing/offer-end.ts";
import { leadOfferSchema, threadOfferSchema } from "#contract/threads/offer.ts";
import { settingsWhatSchema } from "#contract/live/settings-what.ts";
import { leadSchema } from "#contract/leads/lead.ts";
import { alertSchema } from "#contract/supervision/alert.ts";
import {
  channelNameSchema,
  channelSchema,
} from "#contract/channels/channel.ts";
import { draftSchema } from "#contract/threads/draft.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { notificationSchema } from "#contract/notifications/notification.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { threadViewerSchema } from "#contract/threads/viewing.ts";
import { threadSchema } from "#contract/threads/thread.ts";

const offerEnd = {
  reason: offerEndSchema,
  /** For a request: the agent who was asked. */
  agentId: idSchema.nullable(),
  /** For taken or accepted: the agent who did so. */
  by: z.object({ id: idSchema, name: z.string() }).nullable(),
};

/** Server → client over Socket.IO, only to agents who may see the thread. */
export const liveEventSchemas = {
  "message.created": z.object({ message: messageSchema, thread: threadSchema }),
  "message.updated": z.object({ message: messageSchema }),
  "thread.updated": z.object({ thread: threadSchema }),
  /** To the devices of its author: a draft was saved or deleted. */
  "draft.updated": z.object({ draft: draftSchema }),
  "thread.removed": z.object({ threadId: idSchema }),
  /** GET /threads/{id}/schedule has changed. */
  "schedule.changed": z.object({ threadId: idSchema }),
  /** To the agents with the offer; also for a request to take over. It brings its thread or lead along: no `thread.updated` follows for them. */
  "offer.created": z.union([
    threadOfferSchema.omit({ threadId: true }),
    leadOfferSchema.omit({ leadId: true }),
  ]),
  /** To the agents with the offer and, for a request, to the agent who made it. */
  "offer.ended": z.union([
    z.object({ threadId: idSchema, ...offerEnd }),
    z.object({ leadId: idSchema, ...offerEnd }),
  ]),
  /** A form was filled in; its answers follow with lead.updated. */
  "lead.created": z.object({ lead: leadSchema }),
  "lead.updated": z.object({ lead: leadSchema }),
  /** To agents who could see the lead and cannot any more. */
  "lead.removed": z.object({ leadId: idSchema }),
  /** Notes of a customer, or something else that threads do not show, have changed. To agents who may see the customer. */
  "customer.changed": z.object({ customerId: idSchema }),
  "presence.updated": z.object({
    agentId: idSchema,
    presence: presenceSchema,
    text: z.string().nullable(),
    message: z.string().nullable(),
    until: z.string().nullable(),
    since: z.string(),
    reason: z.string().nullable(),
  }),
  /** The receiver's rights have changed: fetch again. */
  "access.changed": z.object({}),
  /** Name, route, department, health or enabled of a channel has changed. Agents who may not manage channels get the fields of GET /channels/names. */
  "channel.updated": z.object({
    channel: z.union([channelSchema, channelNameSchema]),
  }),
  /** To all agents: settings of this kind have changed; fetch the shown ones. */
  "settings.updated": z.object({ what: settingsWhatSchema }),
  /** To all agents: GET /labels has changed. */
  "labels.changed": z.object({}),
  /** To supervisors, at most once a second: GET /board has changed. */
  "board.changed": z.object({}),
  /** An alert for the receiver. */
  "alert.created": z.object({ alert: alertSchema }),
  /** An agent has dismissed it, for all of its receivers. */
  "alert.ended": z.object({ alertId: idSchema }),
  /** The receiver has a new notification; each of their devices gets the event. */
  "notification.created": z.object({ notification: notificationSchema }),
  /** The receiver has read these, on one of their devices. */
  "notification.read": z.object({ ids: z.array(idSchema) }),
  /** To a screen whose code is older or newer than the server: the screen offers to reload. */
  "version.changed": z.object({ version: z.number().int() }),
  /** To the agents who have the thread open, and to screens with a row of it, whenever one comes, goes, turns to another tab or back, or begins or stops typing. */
  "viewers.updated": z.object({
    threadId: idSchema,
    viewers: z.array(threadViewerSchema),
  }),
  typing: z.object({ threadId: idSchema, agentId: idSchema.nullable() }),
} as const;

export type LiveEvents = {
  [Name in keyof typeof liveEventSchemas]: z.infer<
    (typeof liveEventSchemas)[Name]
  >;
};
export type LiveEventName = keyof LiveEvents;
