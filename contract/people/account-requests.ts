import { z } from "zod";
import { emailSchema, nameSchema } from "#contract/text/fields.ts";
import { secondFactorSchema } from "#contract/people/totp.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";
import { requestTimeSchema } from "#contract/base/ids.ts";
import { addressListSchema } from "#contract/people/security.ts";
import { TOKEN_SCOPES } from "#contract/people/token-scopes.ts";

export const MIN_PASSWORD_LENGTH = 8;

export const passwordSchema = exactTextSchema({
  min: MIN_PASSWORD_LENGTH,
  max: 200,
});

export const signInSchema = z.object({
  email: emailSchema,
  password: exactTextSchema({ min: 1, max: 200 }),
  /** A code of the authenticator app, or a recovery code; needed with two-step verification. */
  code: secondFactorSchema.optional(),
});

export const firstOwnerSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
});
export type FirstOwner = z.infer<typeof firstOwnerSchema>;

export const acceptInvitationSchema = z.object({
  token: exactTextSchema({ min: 1, max: 200 }),
  name: nameSchema.optional(),
  password: passwordSchema,
});

export const requestPasswordResetSchema = z.object({ email: emailSchema });

export const confirmPasswordResetSchema = z.object({
  token: exactTextSchema({ min: 1, max: 200 }),
  password: passwordSchema,
});
export type ConfirmPasswordReset = z.infer<typeof confirmPasswordResetSchema>;

export const changePasswordSchema = z.object({
  current: exactTextSchema({ min: 1, max: 200 }),
  password: passwordSchema,
  /** The agent's own API tokens stop working too. */
  endTokens: z.boolean().default(false),
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const endSessionsQuerySchema = z.object({
  /** The agent's API tokens stop working too. */
  tokens: z.stringbool().default(false),
});

export const createTokenSchema = z.object({
  name: lineSchema({ max: 120 }).optional(),
  /** Null, or left out: everything that the caller may do. */
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1).max(20).nullable().optional(),
  /** When it stops working. Null, or left out: no end. */
  expiresAt: requestTimeSchema.nullable().optional(),
  /** The addresses and ranges from which it can be used. Null, or left out: from anywhere. */
  addresses: addressListSchema.nullable().optional(),
  /** The caller's own. May be left out with a token, and within ten minutes of signing in. */
  password: exactTextSchema({ max: 200 }).optional(),
});
