import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import {
  exactTextSchema,
  soughtTextSchema,
} from "#contract/text/text-schema.ts";

/** The name of the actor of a command. The console says it in its own language. */
export const COMMAND_LINE = "Command line";

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** `id` null: Parley itself, or the command line. */
  actor: z.object({ id: idSchema.nullable(), name: z.string() }),
  /** `channel.created`, `agent.disabled`, … */
  action: z.string(),
  target: z.object({
    /** `agent`, `channel`, `queue`, … */
    type: z.string(),
    id: z.string(),
    /** Its name now; null: it is gone, or it has none. */
    name: z.string().nullable(),
    /** False: it is gone, or another agent’s own. */
    exists: z.boolean(),
  }),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditFilterSchema = z.object({
  /** An agent’s id, or `system` for Parley itself and the command line. */
  actor: z.union([z.literal("system"), idSchema]).optional(),
  /** An action (`agent.disabled`) or the first part of several (`agent`). */
  action: exactTextSchema({ min: 1, max: 100 }).optional(),
  /** A type of object (`channel`), an id, or both (`channel:{id}`). */
  object: exactTextSchema({ min: 1, max: 200 }).optional(),
  from: requestTimeSchema.optional(),
  to: requestTimeSchema.optional(),
  /** Any part of the actor’s name, the action, the object or the details. */
  q: soughtTextSchema.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditQuerySchema = pageQuerySchema.extend(auditFilterSchema.shape);
export type AuditQuery = z.infer<typeof auditQuerySchema>;
