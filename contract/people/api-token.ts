import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { addressListSchema } from "#contract/people/security.ts";
import { TOKEN_SCOPES } from "#contract/people/token-scopes.ts";

export const apiTokenSchema = z.object({
  id: idSchema,
  agentId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  /** To the minute. */
  lastUsedAt: timeSchema.nullable(),
  /** Null: everything that its agent may do. */
  scopes: z.array(z.enum(TOKEN_SCOPES)).nullable(),
  /** Null: no end. */
  expiresAt: timeSchema.nullable(),
  /** The addresses from which it can be used. Null: from anywhere. */
  addresses: addressListSchema.nullable(),
});

export type ApiToken = z.infer<typeof apiTokenSchema>;
