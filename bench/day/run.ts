import type { PassedWhy } from "#server/domain/routing/decide/eligible.ts";
import type { Agenda } from "./agenda.ts";
import type { Agent, Company, Member, QueueLine } from "./company.ts";
import type { DayOptions } from "./options.ts";
import type { Random } from "./random.ts";
import type { Tally } from "./tally.ts";

export type Day = {
  options: DayOptions;
  company: Company;
  tally: Tally;
  answered: number;
  lost: number;
  /** Still waiting when the last agent's work was done; 0 unless no one serves a queue. */
  left: number;
  closed: number;
  /** From the first message to the acceptance, and to the first reply, of those who were answered. */
  acceptedAfterMs: number[];
  firstReplyAfterMs: number[];
  /** From each later message to its reply. */
  laterReplyAfterMs: number[];
  declined: number;
  missed: number;
  /** Customers whom no one had accepted, summed over time, and the sum of their waits: Little's law compares both. */
  waitingAreaMs: number;
  waitedMs: number;
  /** The most that one agent had at once, and the most agents on shift at once. */
  highestLoad: number;
  mostOnShift: number;
};

/** The kinds of entries in the agenda. */
export const acts = {
  arrive: 0,
  answer: 1,
  giveUp: 2,
  again: 3,
  reply: 4,
  done: 5,
  round: 6,
  shift: 7,
  off: 8,
} as const;

export type Conversation = {
  queue: QueueLine;
  arrivedAt: number;
  waitingSince: number;
  turnsLeft: number;
  owner: Agent | null;
  replied: boolean;
  /** For whom it rings. */
  ringing: Member[];
  passed: Map<string, PassedWhy>;
  rangLast: ReadonlySet<string>;
  declinedAt: Date | null;
  seed: number;
  /** Counts the offers, so that a late answer to an earlier one is known. */
  offer: number;
  pausedUntil: number;
};

export type Run = Day & {
  agenda: Agenda;
  random: Random;
  open: Map<number, Conversation>;
  waiting: number;
  changedAt: number;
  onShift: number;
};

/** Events of a conversation and their frames: one for each screen of each viewer. */
export function show(
  { options, tally }: Run,
  queue: QueueLine,
  owner: Agent | null,
  now: number,
  events: number,
): void {
  const { supervisors, admins, queueRead, tabs } = options;
  const members = owner === null || queueRead === 1 ? queue.here : 1;
  tally.add("events", now, events);
  tally.add("frames", now, events * tabs * (members + supervisors + admins));
}

export function load(run: Run, agent: Agent, change: number): void {
  agent.load += change;
  run.highestLoad = Math.max(run.highestLoad, agent.load);
  for (const member of agent.memberships) member.load = agent.load;
}

export function countWaiting(run: Run, change: number, now: number): void {
  run.waitingAreaMs += run.waiting * (now - run.changedAt);
  run.waiting += change;
  run.changedAt = now;
}
