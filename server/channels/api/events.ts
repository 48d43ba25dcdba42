import { z } from "zod";
import {
  cutText,
  idText,
  keyText,
  MAX_EVENTS,
  timeText,
  webAddress,
} from "#server/channels/api/limits.ts";

/**
 * The events that a home-made channel posts. Types that are not known are kept with the
 * delivery and do nothing; those that are must have what they need, so that a
 * mistake is told to whoever made it. docs/api-channel.md shows each.
 */

const customerSchema = z.object({
  id: idText,
  name: cutText(200).optional(),
  avatarUrl: webAddress.optional(),
  locale: cutText(35).optional(),
  email: cutText(320).optional(),
  phone: cutText(50).optional(),
});

const conversationSchema = z.object({
  /** The conversation of the customer; left out: the only one. */
  key: keyText.default(""),
  customer: customerSchema,
});

const attachmentSchema = z.object({
  url: webAddress,
  name: cutText(255).nullable().optional(),
  /** image | video | audio | file, or a MIME type; left out: by the name's ending. */
  type: z.string().max(100).optional(),
});
export type ApiAttachment = z.infer<typeof attachmentSchema>;

const common = {
  id: idText,
  conversation: conversationSchema,
  /** ISO 8601; left out: when it arrives. */
  at: timeText.optional(),
};

const written = {
  ...common,
  text: cutText(100_000).nullable().optional(),
  attachments: z.array(attachmentSchema).max(20).optional(),
  replyTo: idText.nullable().optional(),
};

const target = idText;

export const apiEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), ...written }),
  z.object({ type: z.literal("echo"), ...written }),
  z.object({ type: z.literal("delivered"), ...common, target }),
  z.object({ type: z.literal("read"), ...common, target }),
  z.object({
    type: z.literal("edit"),
    ...common,
    target,
    text: cutText(100_000),
  }),
  z.object({ type: z.literal("unsend"), ...common, target }),
  z.object({
    type: z.literal("reaction"),
    ...common,
    target,
    /** Null: taken back. */
    emoji: cutText(20).nullable(),
  }),
  z.object({ type: z.literal("profile"), ...common }),
]);
export type ApiEvent = z.infer<typeof apiEventSchema>;

const KNOWN = new Set<string>([
  "message",
  "echo",
  "delivered",
  "read",
  "edit",
  "unsend",
  "reaction",
  "profile",
]);

const bodySchema = z.object({
  events: z.array(z.looseObject({ type: z.string().max(100) })).max(MAX_EVENTS),
});

export type ReadEvents =
  | {
      ok: true;
      /** Null: of a type that is not known. */
      events: (ApiEvent | null)[];
    }
  | { ok: false; errors: { path: string; message: string }[] };

/** Never throws. */
export function readEvents(json: unknown): ReadEvents {
  const body = bodySchema.safeParse(json);
  if (!body.success) return { ok: false, errors: errorsOf(body.error, []) };
  const errors: { path: string; message: string }[] = [];
  const events = body.data.events.map((event, index) => {
    if (!KNOWN.has(event.type)) return null;
    const read = apiEventSchema.safeParse(event);
    if (read.success) return read.data;
    errors.push(...errorsOf(read.error, ["events", index]));
    return null;
  });
  return errors.length > 0 ? { ok: false, errors } : { ok: true, events };
}

const MAX_ERRORS = 20;

function errorsOf(
  { issues }: z.ZodError,
  prefix: (string | number)[],
): { path: string; message: string }[] {
  return issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
    path: [...prefix, ...path].join("."),
    message,
  }));
}
