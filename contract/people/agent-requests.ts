import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { passwordSchema } from "#contract/people/account-requests.ts";
import { roleSchema, shiftEndsSchema } from "#contract/people/agent.ts";
import { emailSchema, nameSchema } from "#contract/text/fields.ts";

export const createAgentSchema = z.object({
  email: emailSchema,
  name: nameSchema,
  role: roleSchema.default("agent"),
  departmentIds: z.array(idSchema).max(100).optional(),
  /** Queues that they join, logged in and at the end of the list. For roles that answer. */
  queueIds: z.array(idSchema).max(100).optional(),
  /** A supervisor of the whole company. */
  allDepartments: z.boolean().optional(),
  /** The one channel that a reviewer sees. Required for reviewers, refused for other roles. */
  reviewChannelId: idSchema.nullable().optional(),
  /** When the access of a reviewer ends; 30 days from now unless given. Refused for other roles. */
  expiresAt: requestTimeSchema.nullable().optional(),
  capacity: z.number().int().min(1).max(1000).optional(),
  shift: hoursSchema.nullable().optional(),
  shiftEnds: shiftEndsSchema.optional(),
  /** Without one the answer carries an invitation link. */
  password: passwordSchema.optional(),
});
export type CreateAgent = z.infer<typeof createAgentSchema>;

export const updateAgentSchema = z.object({
  email: emailSchema.optional(),
  name: nameSchema.optional(),
  role: roleSchema.optional(),
  departmentIds: z.array(idSchema).max(100).optional(),
  /** A supervisor of the whole company. */
  allDepartments: z.boolean().optional(),
  /** The one channel that a reviewer sees. Required for reviewers, refused for other roles. */
  reviewChannelId: idSchema.nullable().optional(),
  /** When the access of a reviewer ends; 30 days from now unless given. Refused for other roles. */
  expiresAt: requestTimeSchema.nullable().optional(),
  capacity: z.number().int().min(1).max(1000).optional(),
  shift: hoursSchema.nullable().optional(),
  shiftEnds: shiftEndsSchema.optional(),
  password: passwordSchema.optional(),
  /** Their API tokens stop working too. */
  endTokens: z.boolean().optional(),
  disabled: z.boolean().optional(),
});
export type UpdateAgent = z.infer<typeof updateAgentSchema>;
