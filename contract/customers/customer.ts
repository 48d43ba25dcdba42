import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { contactProofsSchema } from "#contract/customers/contact-proof.ts";
import { contact } from "#contract/base/contact-data.ts";
import { ownFields } from "#contract/base/own-fields.ts";
import { labelSchema } from "#contract/customers/label.ts";

export const customerSchema = z.object({
  id: idSchema,
  /** The name to show. While the profile is unknown: "Guest 4821". */
  name: contact("free", z.string()),
  /** False while `name` is only the neutral stand-in. */
  nameKnown: z.boolean(),
  /** Names of customers who were merged into this one. */
  aliases: z.array(contact("free", z.string())),
  firstName: contact("free", z.string()).nullable(),
  lastName: contact("free", z.string()).nullable(),
  avatarUrl: z.string().nullable(),
  email: contact("text", z.string()).nullable(),
  /** E.164 where the number is known to be one, else as it was written. */
  phone: contact("text", z.string()).nullable(),
  /** The checks of e-mail and phone; null: only claimed, by the customer, a form, a file or a teammate. */
  verified: contactProofsSchema,
  locale: z.string().nullable(),
  /** The same as `accountOwnerId`. */
  ownerId: idSchema.nullable(),
  /** The agent who looks after them and is asked first when they write. */
  accountOwnerId: idSchema.nullable(),
  /** Hours from UTC, as Meta reports it. */
  timezone: z.number().nullable(),
  identities: z.array(
    z.object({
      channelId: idSchema,
      externalId: contact("id", z.string()),
    }),
  ),
  labels: z.array(labelSchema),
  /** The life-cycle stage; see GET /customer-stages. */
  stageId: idSchema.nullable(),
  fields: ownFields(contact("fields", z.record(z.string(), z.unknown()))),
  /** The customer's messages are kept, and no agent is asked or notified. `until` null: until a person unblocks. A block whose `until` has passed has no effect. */
  block: z
    .object({
      reason: contact("free", z.string()),
      at: timeSchema,
      until: timeSchema.nullable(),
    })
    .nullable(),
  createdAt: timeSchema,
});
export type Customer = z.infer<typeof customerSchema>;

/** The contact data of a customer that a role with masked contact data gets once it asks for it. */
export const revealedCustomerSchema = customerSchema.pick({
  name: true,
  aliases: true,
  email: true,
  phone: true,
  identities: true,
  fields: true,
});
export type RevealedCustomer = z.infer<typeof revealedCustomerSchema>;

/** A row of the list of customers. Both figures are of the threads that the reader may see. */
export const listedCustomerSchema = customerSchema.extend({
  /** The teammate who blocked them, as named at that time; null: not blocked, or not recorded. */
  blockedBy: z.object({ id: idSchema.nullable(), name: z.string() }).nullable(),
  lastMessageAt: timeSchema.nullable(),
  openThreads: z.number().int(),
});
export type ListedCustomer = z.infer<typeof listedCustomerSchema>;
