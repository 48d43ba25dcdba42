import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { leadSchema } from "#contract/leads/lead.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { threadSchema } from "#contract/threads/thread.ts";

export const FOUND_KINDS = ["message", "customer", "thread", "lead"] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export const foundSchema = z.object({
  messages: z.array(messageSchema),
  customers: z.array(customerSchema),
  threads: z.array(threadSchema),
  leads: z.array(leadSchema),
});
export type Found = z.infer<typeof foundSchema>;

/** A time, or a day: then its beginning in the company's time zone. */
const momentSchema = z.union([z.iso.date(), requestTimeSchema]);

export const searchQuerySchema = z.object({
  q: soughtTextSchema.min(1),
  /** Only this kind of result; the lists of the others are empty. */
  type: z.enum(FOUND_KINDS).optional(),
  /** Only messages of customers, or messages and notes of one agent. */
  from: z.union([z.literal("customer"), idSchema]).optional(),
  channel: idSchema.optional(),
  /** Only of this time or later: when the message was sent, the thread’s last message was sent, or the lead’s form was filled in. */
  after: momentSchema.optional(),
  /** Only of an earlier time, likewise. */
  before: momentSchema.optional(),
  /** Only messages with a file. The words can stand in the file’s name. */
  has: z.literal("file").optional(),
  /** The limit for each kind of result. */
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** The kinds of results that a search can have: `from` and `has` ask for messages. Pure. */
export function kindsSought({
  type,
  from,
  has,
}: Pick<SearchQuery, "type" | "from" | "has">): ReadonlySet<FoundKind> {
  const possible: readonly FoundKind[] =
    from || has ? ["message"] : FOUND_KINDS;
  return new Set(
    possible.filter((kind) => type === undefined || kind === type),
  );
}
