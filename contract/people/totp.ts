import { z } from "zod";
import { exactTextSchema } from "#contract/text/text-schema.ts";

/** A code of six digits, or a recovery code. Spaces and hyphens do not matter. */
export const secondFactorSchema = exactTextSchema({ min: 1, max: 40 });

export const totpSetupSchema = z.object({
  /** Base32, for typing it in. */
  secret: z.string(),
  /** "otpauth://totp/…", for a QR code. */
  uri: z.string(),
});
export type TotpSetup = z.infer<typeof totpSetupSchema>;

export const startTotpSchema = z.object({
  /** The caller's own. May be left out with a token, and within ten minutes of signing in. */
  password: exactTextSchema({ max: 200 }).optional(),
});

export const confirmTotpSchema = z.object({ code: secondFactorSchema });

export const recoveryCodesSchema = z.object({
  /** Each works once. They are shown only here. */
  recoveryCodes: z.array(z.string()),
});
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

export const removeTotpSchema = z.object({
  /** The caller's own. */
  password: exactTextSchema({ min: 1, max: 200 }),
});
