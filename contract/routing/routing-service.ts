import { z } from "zod";
import { pastedSecretSchema } from "#contract/text/text-schema.ts";

/**
 * A company's own service that a queue asks which agents to offer a thread to:
 * the shapes of question and answer. docs/routing-service.md explains it to
 * its developers.
 */
export const serviceQuestionSchema = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  queue: z.object({ id: z.uuid(), name: z.string() }),
  thread: z.object({
    id: z.uuid(),
    channelId: z.uuid(),
    customerId: z.uuid(),
    /** As Meta reports it: zh_TW. */
    locale: z.string().nullable(),
    /** Label names, of the thread and of the customer. */
    labels: z.array(z.string()),
    waitingSince: z.iso.datetime().nullable(),
    priority: z.number(),
    /** Rises each time all agents have been asked. */
    round: z.number(),
  }),
  /** The agents who can take it now, in the order of the queue; never empty. */
  eligible: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      load: z.number(),
      capacity: z.number(),
      skillGroup: z.number(),
      /** Threads taken since the queue's counts began. */
      answered: z.number(),
      lastAssignedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** The agents who declined or missed it in this round. */
  passed: z.array(z.uuid()),
});
export type ServiceQuestion = z.infer<typeof serviceQuestionSchema>;

/** The agents to offer it to, all at once; empty: as the queue itself would. */
export const serviceAnswerSchema = z.object({
  agentIds: z.array(z.string()).max(500),
});

/** From the question to the end of the answer. */
export const SERVICE_BUDGET_MS = 2_000;

/** Why a service's answer was not used, or `chosen`: it was. */
export const serviceOutcomeSchema = z.enum([
  "chosen",
  "timeout",
  "unreachable",
  /** Its address is private, and the installation does not allow that. */
  "private_address",
  /** Any status but 200. */
  "status",
  "bad_answer",
  "named_nobody",
  /** It named an agent who was not eligible. */
  "not_eligible",
  /** The named agents can no longer take it. */
  "too_late",
]);
export type ServiceOutcome = z.infer<typeof serviceOutcomeSchema>;

/** The service's answer, before it is checked against the current state. */
export type ServiceReply =
  | { kind: "named"; agentIds: string[] }
  | { kind: "failed"; outcome: ServiceOutcome };

/** A queue's service, as it is saved. */
export const serviceRequestSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** Signs the questions; left out: unchanged. */
  secret: pastedSecretSchema({ min: 16, max: 200 }).optional(),
});
