import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { jobSchema } from "#contract/channels/job.ts";

/** The state of the installation, as an administrator sees it. */
export const systemSchema = z.object({
  at: timeSchema,
  work: z.object({
    /** Deliveries stored and not yet applied. */
    deliveriesPending: z.number(),
    /** Seconds since the oldest of them arrived; 0: there is none. */
    deliveriesOldestSeconds: z.number(),
    /** The deliveries among them that wait for something else, a connection for instance. */
    deliveriesWaiting: z.number(),
    /** Set aside after too many attempts. */
    deliveriesParked: z.number(),
    /** Outgoing messages that the vendor has not taken yet. */
    sendsPending: z.number(),
    /** Seconds since the oldest of them should have been sent; 0: none is late. */
    sendsOverdueSeconds: z.number(),
    /** Outgoing messages that the vendor may have. */
    sendsUncertain: z.number(),
    /** Changes that no screen has been told yet. */
    announcementsPending: z.number(),
    /** Files of customers that are not fetched yet. */
    filesPending: z.number(),
  }),
  /** Jobs that failed and have not been repeated, newest first, at most 20. */
  failedJobs: z.array(
    jobSchema.pick({ id: true, error: true, finishedAt: true }).extend({
      kind: z.enum(["backfill", "lead_backfill"]),
      channel: z.object({ id: idSchema, name: z.string() }),
    }),
  ),
  /** Processes that are alive. */
  processes: z.array(
    z.object({
      id: z.string(),
      role: z.enum(["web", "worker", "all"]),
      /** Empty: not known yet. */
      version: z.string(),
      hostname: z.string(),
      startedAt: timeSchema,
      seenAt: timeSchema,
      /** Live connections of screens and programs. */
      sockets: z.number(),
    }),
  ),
  database: z.object({
    version: z.string(),
    bytes: z.number(),
    /** By their mean time, at most 5, without values; null: Postgres keeps no record (pg_stat_statements). */
    slowStatements: z
      .array(
        z.object({
          statement: z.string(),
          calls: z.number(),
          meanMs: z.number(),
          totalMs: z.number(),
        }),
      )
      .nullable(),
  }),
  /** The disk of the files' folder at the process that answers; null: not known. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  /** The last one that `npm run backup` finished; null: none is known. */
  lastBackup: z.object({ at: timeSchema, bytes: z.number() }).nullable(),
  /** The last test message of any channel; null: none is kept. `appliedMs` null: it has not arrived. */
  testMessage: z
    .object({
      at: timeSchema,
      appliedMs: z.number().nullable(),
      channel: z.object({ id: idSchema, name: z.string() }),
    })
    .nullable(),
  /** The synthetic message that goes through the whole pipeline every five minutes; null: it is turned off. */
  syntheticMessage: z
    .object({
      lastSuccessAt: timeSchema.nullable(),
      /** From its start until it was published. */
      seconds: z.number().nullable(),
      /** None has come through for 15 minutes. */
      late: z.boolean(),
    })
    .nullable(),
});
export type System = z.infer<typeof systemSchema>;
