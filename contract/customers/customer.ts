import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { labelSchema } from "#contract/customers/label.ts";

export const customerSchema = z.object({
  id: idSchema,
  /** The name to show. While the profile is unknown: "Guest 4821". */
  name: z.string(),
  /** False while `name` is only the neutral stand-in. */
  nameKnown: z.boolean(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  locale: z.string().nullable(),
  /** The agent who looks after them and is asked first when they write. */
  accountOwnerId: idSchema.nullable(),
  /** Hours from UTC, as Meta reports it. */
  timezone: z.number().nullable(),
  identities: z.array(
    z.object({ channelId: idSchema, externalId: z.string() }),
  ),
  labels: z.array(labelSchema),
  fields: z.record(z.string(), z.unknown()),
  createdAt: timeSchema,
});
export type Customer = z.infer<typeof customerSchema>;
