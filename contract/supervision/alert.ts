import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";

export const alertSchema = z.object({
  id: idSchema,
  /**
   * unassigned (the end of a chain), nobody_logged_in, nobody_available (no member of
   * its queue can take it: all are away or busy; `queue` and `since` where that lasts), missed_offers,
   * third_transfer, owner_silent, nudge (to the owner), owner_offline,
   * reply_due (the target for a reply is near, to the owner and to the supervisors), reply_late (it was missed; `queue`, `owner`, `since`, `dueAt`), notify
   * (a ring group is told), requeued, transfer_declined, transfer_missed, transfer_ended,
   * taken_from_you, given_to_you (hand-overs, to whom they concern),
   * mention (a note names the agent), whisper (a note on one's conversation), invited (to take part in one),
   * channel_problem (a page that an admin must repair),
   * messages_recovered (a back-fill found what had not come in; `recovered`, `unreadable`),
   * reviewer_ends (a reviewer's access ends within a week; `agent`, `channel`, `until`),
   * data_deletion (the vendor asks to delete a person's data; `code`),
   * lead_assigned (a lead is the agent's; `leadId`, `name`, `form`),
   * lead_waiting (a lead waits in a queue or ring group of the agent's; also `place`),
   * lead_late (no one has contacted a lead in time; `leadId`, `name`, `minutes`),
   * lead_stalled (nothing has happened with a lead for office hours; `leadId`, `name`, `hours`),
   * lead_expiring (Meta deletes a lead in `days`, and its answers are not here; `leadId`, `form`),
   * deliveries_wait (what came in cannot be applied at the moment).
   */
  kind: z.string(),
  /** The agent whom it is for; null: the supervisors. */
  agentId: idSchema.nullable(),
  threadId: idSchema.nullable(),
  departmentId: idSchema.nullable(),
  detail: contact("ids", z.record(z.string(), z.unknown())),
  at: timeSchema,
});

export const alertQuerySchema = pageQuerySchema.extend({
  /** Only alerts for the caller alone. */
  mine: z.stringbool().default(false),
});
export type Alert = z.infer<typeof alertSchema>;
