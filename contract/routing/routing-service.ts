import { z } from "zod";
import { pastedSecretSchema } from "#contract/text/text-schema.ts";

/**
 * A service of one's own that a queue asks whom to offer a thread to: what is
 * sent and answered. docs/routing-service.md tells it to whoever builds one.
 */
export const serviceQuestionSchema = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  queue: z.object({ id: z.uuid(), name: z.string() }),
  thread: z.object({
    id: z.uuid(),
    channelId: z.uuid(),
    customerId: z.uuid(),
    /** As Meta tells it: zh_TW. */
    locale: z.string().nullable(),
    /** Names, of the thread and of the customer. */
    labels: z.array(z.string()),
    waitingSince: z.iso.datetime().nullable(),
    priority: z.number(),
    /** Rises each time everybody has been asked. */
    round: z.number(),
  }),
  /** Who can take it now, in the order of the queue; never empty. */
  eligible: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      load: z.number(),
      capacity: z.number(),
      skillGroup: z.number(),
      /** Taken since the queue's counts began. */
      answered: z.number(),
      lastAssignedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Who declined or missed it in this round. */
  passed: z.array(z.uuid()),
});
export type ServiceQuestion = z.infer<typeof serviceQuestionSchema>;

/** To whom it is offered, all at once; none: as the queue itself would. */
export const serviceAnswerSchema = z.object({
  agentIds: z.array(z.string()).max(500),
});

/** From the question to the end of the answer. */
export const SERVICE_BUDGET_MS = 2_000;

/** Why a service had no say, or `chosen`: it had. */
export const serviceOutcomeSchema = z.enum([
  "chosen",
  "timeout",
  "unreachable",
  /** Its address is private, and the installation does not allow that. */
  "private_address",
  /** Any answer but 200. */
  "status",
  "bad_answer",
  "named_nobody",
  /** It named somebody who was not to be chosen. */
  "not_eligible",
  /** Whoever it named can no longer take it. */
  "too_late",
]);
export type ServiceOutcome = z.infer<typeof serviceOutcomeSchema>;

/** What it said, before it is known whether that can be done. */
export type ServiceReply =
  | { kind: "named"; agentIds: string[] }
  | { kind: "failed"; outcome: ServiceOutcome };

/** A queue's service, as it is saved. */
export const serviceRequestSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** Signs the questions; left out: as it was. */
  secret: pastedSecretSchema({ min: 16, max: 200 }).optional(),
});
