import { parseArgs } from "node:util";
import { queueStrategySchema } from "#contract/routing/queue.ts";
import type { Strategy } from "#server/domain/routing/decide/choose.ts";

/** One company's day. Every number is a flag of the same name: `--work-seconds 55`. */
export type DayOptions = {
  seed: number;
  agents: number;
  /** Customers who write on this day, each once. */
  customers: number;
  queues: number;
  queuesPerAgent: number;
  strategy: Strategy;
  /** Conversations that an agent may have at once. */
  capacity: number;
  offerSeconds: number;
  /** Share of offers that the agent accepts, and that they decline; the others ring until they end. */
  acceptShare: number;
  declineShare: number;
  /** Mean time until an agent answers an offer. */
  answerSeconds: number;
  /** Times that the customer writes and gets a reply, in the mean; at least one. */
  turns: number;
  /** Messages of the customer in each of them, in the mean. */
  messagesPerTurn: number;
  /** Mean time in which an agent reads and writes, undivided, for one reply; and to close. */
  workSeconds: number;
  closingSeconds: number;
  /** Mean time until the customer writes again. */
  thinkSeconds: number;
  /** Mean time after which a customer whom no one has accepted is lost. */
  patienceMinutes: number;
  shiftHours: number;
  breakMinutes: number;
  /** Open tabs of an agent. */
  tabs: number;
  /** Supervisors of each queue's department who are connected; owners and admins who are. */
  supervisors: number;
  admins: number;
  /** 1: every member of a queue sees its owned conversations, too (`queue_read`). */
  queueRead: number;
  /** The processor that may be used in the busiest minute, as a share. */
  busy: number;
};

/** Numbers of no company: assumptions, to be replaced by the operator's own. */
export const defaults: DayOptions = {
  seed: 1,
  agents: 10_000,
  customers: 1_000_000,
  queues: 200,
  queuesPerAgent: 1,
  strategy: "longest_waiting",
  capacity: 5,
  offerSeconds: 30,
  acceptShare: 0.9,
  declineShare: 0.03,
  answerSeconds: 6,
  turns: 4,
  messagesPerTurn: 1.4,
  workSeconds: 40,
  closingSeconds: 15,
  thinkSeconds: 75,
  patienceMinutes: 60,
  shiftHours: 8,
  breakMinutes: 45,
  tabs: 1,
  supervisors: 2,
  admins: 5,
  queueRead: 0,
  busy: 0.6,
};

/**
 * Arrivals by the hour, as shares of each other: quiet at night, a morning
 * that rises to noon, an evening peak.
 */
export const ARRIVALS_BY_HOUR: readonly number[] = [
  1.6, 1.0, 0.6, 0.4, 0.4, 0.6, 1.3, 2.5, 4.2, 5.6, 6.3, 6.4, 6.2, 6.0, 5.9,
  5.8, 5.8, 5.8, 6.0, 6.5, 6.8, 6.2, 4.6, 2.9,
];

/** @throws Error: an unknown flag, or a value that is no number */
export function parseDay(words: string[]): DayOptions {
  const names = Object.keys(defaults) as (keyof DayOptions)[];
  const { values } = parseArgs({
    args: words,
    allowPositionals: true,
    options: Object.fromEntries(
      names.map((name) => [flagOf(name), { type: "string" as const }]),
    ),
  });
  const options = { ...defaults };
  for (const name of names) {
    const text = values[flagOf(name)];
    if (typeof text !== "string") continue;
    if (name === "strategy") options.strategy = queueStrategySchema.parse(text);
    else options[name] = numberOf(name, text);
  }
  return options;
}

function numberOf(name: keyof DayOptions, text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value) || value < 0)
    throw new Error(`--${flagOf(name)} is a number, not ${text}`);
  return value;
}

/** Pure. */
export function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
