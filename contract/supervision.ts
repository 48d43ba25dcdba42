import { z } from "zod";
import { officeStateSchema, holidaySchema } from "#contract/hours.ts";
import { pageQuerySchema } from "#contract/requests.ts";
import { idSchema, timeSchema } from "#contract/ids.ts";
import {
  destinationSchema,
  presenceSchema,
  queueSchema,
} from "#contract/shapes.ts";

/** What supervisors see and simulate, and what people are told to look at. */

export const alertSchema = z.object({
  id: idSchema,
  /**
   * unassigned (the end of a chain), nobody_logged_in, nobody_available (no member of
   * its queue can take it: all are away or busy; `queue` and `since` where that lasts), missed_offers,
   * third_transfer, owner_silent, nudge (to the owner), owner_offline, notify
   * (a ring group is told), requeued, transfer_declined, transfer_missed, transfer_ended,
   * taken_from_you, given_to_you (hand-overs, to whom they concern),
   * whisper (a note on one's conversation), invited (to take part in one),
   * channel_problem (a page that somebody must mend),
   * deliveries_wait (what came in cannot be applied at the moment).
   */
  kind: z.string(),
  /** Whom it is for; null: the supervisors. */
  agentId: idSchema.nullable(),
  threadId: idSchema.nullable(),
  departmentId: idSchema.nullable(),
  detail: z.record(z.string(), z.unknown()),
  at: timeSchema,
});
export const alertQuerySchema = pageQuerySchema.extend({
  /** Only what is for the caller alone. */
  mine: z.stringbool().default(false),
});
export type Alert = z.infer<typeof alertSchema>;

export const transferTargetSchema = z.object({
  to: destinationSchema,
  name: z.string(),
  /** Why it cannot be chosen; null: it can. */
  reason: z
    .enum([
      "owner",
      "role",
      "offline",
      "away",
      "dnd",
      "not_connected",
      "at_capacity",
      "outside_hours",
      "paused",
      "queue_full",
      "nobody_logged_in",
      "no_members",
      "missing",
      "no_destination",
      "too_many_handovers",
    ])
    .nullable(),
  /** A supervisor may choose it even so, with mode force (and confirm, when offline). */
  canForce: z.boolean(),
  noteRequired: z.boolean(),
  /** Of an agent. */
  presence: presenceSchema.nullable(),
  presenceText: z.string().nullable(),
  presenceMessage: z.string().nullable(),
  /** Their working hours put them there, until then if that is known. */
  offShift: z.object({ until: timeSchema.nullable() }).nullable(),
  load: z.number().nullable(),
  capacity: z.number().nullable(),
  /** Of a queue or ring group. */
  office: officeStateSchema.nullable(),
  waiting: z.number().nullable(),
  oldestWaitingSince: timeSchema.nullable(),
  available: z.number().nullable(),
});
export type TransferTarget = z.infer<typeof transferTargetSchema>;

export const boardSchema = z.object({
  at: timeSchema,
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      departmentId: idSchema.nullable(),
      strategy: queueSchema.shape.strategy,
      office: officeStateSchema,
      paused: queueSchema.shape.paused,
      waiting: z.number(),
      /** Of those: ringing at somebody. */
      offered: z.number(),
      oldestWaitingSince: timeSchema.nullable(),
      inHand: z.number(),
      loggedIn: z.number(),
      available: z.number(),
    }),
  ),
  /** Waiting where nothing rings and nobody is a member. */
  unassigned: z.object({
    waiting: z.number(),
    oldestWaitingSince: timeSchema.nullable(),
  }),
  agents: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      presence: presenceSchema,
      presenceText: z.string().nullable(),
      presenceMessage: z.string().nullable(),
      presenceReason: z.string().nullable(),
      since: timeSchema,
      until: timeSchema.nullable(),
      connected: z.boolean(),
      load: z.number(),
      capacity: z.number(),
      openThreads: z.number(),
      /** Conversations that ring at them, and those a colleague asks them to take over. */
      ringing: z.number(),
      asked: z.number(),
      /** Of what rang at them in the last 24 hours: not answered in time. */
      missed: z.number(),
      wrapUpUntil: timeSchema.nullable(),
      queues: z.array(z.object({ id: idSchema, loggedIn: z.boolean() })),
    }),
  ),
});
export type Board = z.infer<typeof boardSchema>;

const reasonedSchema = z.object({
  agentId: idSchema,
  name: z.string(),
  reason: z.string(),
  /** Of off_shift: when their working hours begin again; of later_group: when their group is asked. */
  until: timeSchema.optional(),
});

/** Where a thread would go, step by step, by the very functions that route. */
export const whatIfAnswerSchema = z.object({
  at: timeSchema,
  office: officeStateSchema,
  rules: z.object({
    index: z.number().nullable(),
    checks: z.array(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        matched: z.boolean(),
        failed: z.string().nullable(),
      }),
    ),
  }),
  destination: destinationSchema.nullable(),
  hops: z.array(
    z.object({
      to: destinationSchema,
      name: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  /** Asked first; `reason`: why they are not. */
  preferred: z
    .object({
      agentId: idSchema,
      why: z.enum(["account_owner", "last_owner", "reopened"]),
      reason: z.string().nullable(),
    })
    .nullable(),
  place: destinationSchema.nullable(),
  isUnassigned: z.boolean(),
  alert: z.string().nullable(),
  /** What would be said to the customer. */
  text: z.string().nullable(),
  /** Who would be asked now. */
  selection: z
    .object({
      kind: z.string(),
      reason: z.string().nullable(),
      agentIds: z.array(idSchema),
      eligible: z.array(z.object({ agentId: idSchema, name: z.string() })),
      excluded: z.array(reasonedSchema),
    })
    .nullable(),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

export const holidayCalendarSchema = z.object({
  id: idSchema,
  name: z.string(),
  days: z.array(holidaySchema),
});
export type HolidayCalendar = z.infer<typeof holidayCalendarSchema>;

/** One hand-over of a thread, oldest first. */
export const handoverSchema = z.object({
  at: timeSchema,
  by: z.object({ id: idSchema.nullable(), name: z.string() }),
  type: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
