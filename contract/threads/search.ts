import { z } from "zod";
import { customerSchema } from "#contract/customers/customer.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { threadSchema } from "#contract/threads/thread.ts";

export const foundSchema = z.object({
  messages: z.array(messageSchema),
  customers: z.array(customerSchema),
  threads: z.array(threadSchema),
});

export const searchQuerySchema = z.object({
  q: soughtTextSchema.min(1),
  /** The limit for each kind of result. */
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
