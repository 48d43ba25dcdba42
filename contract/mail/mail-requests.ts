import { z } from "zod";
import { locales } from "#contract/base/locales.ts";
import { mailTemplateSchema } from "#contract/mail/mail-log.ts";
import { emailSchema } from "#contract/text/fields.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";

/** "parley@example.com", or with a name before it: "Acme <parley@example.com>". */
const senderSchema = lineSchema({ min: 1, max: 320 }).refine(
  (text) => parseSender(text) !== null,
  "Enter an email address, for example Acme <parley@example.com>.",
);

/** A host name or an address, without a scheme or a port. */
const hostSchema = lineSchema({ min: 1, max: 253 }).regex(
  /^[\w.:-]+$/,
  "Enter a host name without https:// and without a port.",
);

export const updateMailSettingsSchema = z
  .object({
    host: hostSchema.nullable(),
    port: z.number().int().min(1).max(65_535),
    secure: z.boolean(),
    user: exactTextSchema({ min: 1, max: 320 }).nullable(),
    /** Null removes it. Another host or user needs the password again. */
    password: exactTextSchema({ min: 1, max: 1_000 }).nullable(),
    from: senderSchema.nullable(),
  })
  .partial();
export type UpdateMailSettings = z.infer<typeof updateMailSettingsSchema>;

/** The fields of the page: an empty one is no value, an empty password stays as it is. */
export const mailFormSchema = z
  .object({
    host: orEmpty(hostSchema),
    port: z.number().int().min(1).max(65_535),
    secure: z.boolean(),
    user: exactTextSchema({ max: 320 }),
    password: exactTextSchema({ max: 1_000 }),
    from: orEmpty(senderSchema),
  })
  .transform(({ host, user, password, from, ...rest }) => ({
    ...rest,
    host: host || null,
    user: user || null,
    from: from || null,
    ...(password === "" ? {} : { password }),
  }));
export type MailFormValues = z.input<typeof mailFormSchema>;

function orEmpty(schema: z.ZodString) {
  return z.union([z.literal(""), schema]);
}

export const testMailSchema = z.object({ to: emailSchema });

export const mailPreviewQuerySchema = z.object({
  template: mailTemplateSchema,
  locale: z.enum(locales).default("en"),
});

/** Name and address of a sender; null: it holds no email address. Pure. */
export function parseSender(
  text: string,
): { name: string; address: string } | null {
  const opens = text.lastIndexOf("<");
  const isNamed = opens >= 0 && text.endsWith(">");
  const address = isNamed ? text.slice(opens + 1, -1) : text;
  if (!z.email().safeParse(address.trim()).success) return null;
  const name = isNamed ? text.slice(0, opens).trim() : "";
  return { name: name.replaceAll('"', ""), address: address.trim() };
}
