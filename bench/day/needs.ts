import { largestLine } from "./company.ts";
import type { Day } from "./run.ts";
import {
  offerMs,
  RECEIPTS_PER_REPLY,
  rowBytes,
  unitCosts,
  type Paced,
  type Step,
} from "./unit-costs.ts";

/** The steps of one second, and what else the costs depend on. */
export type Second = {
  newCustomers: number;
  messages: number;
  replies: number;
  receipts: number;
  offers: number;
  accepts: number;
  choices: number;
  events: number;
  presences: number;
  frames: number;
  /** Connected agents and their screens. */
  connected: number;
  screens: number;
  /** Agents whom the router loads for one choice. */
  line: number;
};

/** Processor-ms in a second, by step. */
export type Load = {
  byStep: { step: Step; node: number; postgres: number }[];
  node: number;
  postgres: number;
  /** In each further web process. */
  other: number;
};

export type Needs = {
  /** Processors of Node and Postgres in the busiest minute, with the costs of each pace. */
  load: Record<"calm" | "busy", Load>;
  postgresProcessors: Range;
  webProcesses: Range;
  workers: Range;
  /** ms until an offer is on its screen, by the members of the line; and the share of the line's time that is used. */
  offerMs: number;
  lineUsed: number;
  rows: Record<keyof typeof rowBytes, number>;
  gigabytes: number;
};

/** With the busy and with the calm costs, the smaller number first. Infinity: no number of them is enough. */
export type Range = { least: number; most: number };

/** Threads that one transaction of the router offers (routing/offering/drained-queue.ts). */
const OFFERED_AT_ONCE = 25;
/** The share of a step that workers do, apart from frames and screens: applying, sending, routing. An assumption. */
const WORKERS_SHARE = 0.5;

/** The busiest minute of the day by its processor time. */
export function busiestSecond(day: Day): { minute: number; second: Second } {
  const { tally, options, mostOnShift, company } = day;
  const line = largestLine(company);
  const secondOf = (minute: number): Second => {
    const each = (kind: Parameters<typeof tally.of>[0]) =>
      (tally.of(kind)[minute] ?? 0) / 60;
    return {
      newCustomers: each("newCustomers"),
      messages: each("messages"),
      replies: each("replies"),
      receipts: each("replies") * RECEIPTS_PER_REPLY,
      offers: each("offers"),
      accepts: each("accepts"),
      choices: each("choices"),
      events: each("events"),
      presences: each("presences"),
      frames: each("frames"),
      connected: mostOnShift,
      screens: mostOnShift * options.tabs,
      line,
    };
  };
  const { length } = tally.of("messages");
  const all = Array.from({ length }, (_, minute) => ({
    minute,
    ms: totalOf(loadOf(secondOf(minute), "busy")),
  }));
  const { minute } = all.reduce((best, one) => (one.ms > best.ms ? one : best));
  return { minute, second: secondOf(minute) };
}

const totalOf = ({ node, postgres }: Load) => node + postgres;

/** The processor time of one second's steps. Pure. */
export function loadOf(second: Second, pace: keyof Paced): Load {
  const { newCustomers, messages, replies, offers, accepts } = second;
  const counts: Record<Step, number> = {
    arrival: newCustomers + Math.max(0, offers - accepts) / 3,
    arrivalMember: second.choices * second.line,
    arrivalConnected: second.newCustomers * second.connected,
    message: Math.max(0, messages - newCustomers),
    reply: replies,
    receipt: second.receipts,
    frame: second.frames,
    // The viewers of each event's thread are looked for among all who are connected.
    connected: second.events * second.connected,
    screen: second.screens,
  };
  const steps = Object.keys(counts) as Step[];
  const of = (step: Step, part: "node" | "postgres" | "other") =>
    counts[step] * unitCosts[step][pace][part];
  const sum = (part: "node" | "postgres" | "other") =>
    steps.reduce((total, step) => total + of(step, part), 0);
  return {
    byStep: steps.map((step) => ({
      step,
      node: of(step, "node"),
      postgres: of(step, "postgres"),
    })),
    node: sum("node"),
    postgres: sum("postgres"),
    other: sum("other"),
  };
}

/** Works out the processes and processors of a day. */
export function needsOf(day: Day, second: Second): Needs {
  const { busy } = day.options;
  const load = {
    calm: loadOf(second, "calm"),
    busy: loadOf(second, "busy"),
  };
  const usable = busy * 1_000;
  const range = (need: (load: Load) => number): Range => {
    const both = [need(load.busy), need(load.calm)];
    return { least: Math.min(...both), most: Math.max(...both) };
  };
  const rows = {
    delivery:
      day.tally.total("messages") +
      day.tally.total("replies") * RECEIPTS_PER_REPLY,
    message: day.tally.total("messages") + day.tally.total("replies"),
    routing_trace: day.tally.total("choices"),
    offer: day.tally.total("offers"),
  };
  const bytes = (Object.keys(rows) as (keyof typeof rows)[]).reduce(
    (sum, table) => sum + rows[table] * rowBytes[table],
    0,
  );
  const msOfOffer =
    offerMs.base +
    offerMs.member * second.line +
    offerMs.connected * second.connected;
  return {
    load,
    postgresProcessors: range(({ postgres }) => Math.ceil(postgres / usable)),
    webProcesses: range((one) => websFor(one, usable)),
    workers: range((one) => Math.max(1, Math.ceil(workersMs(one) / usable))),
    offerMs: msOfOffer,
    lineUsed: ((second.choices / OFFERED_AT_ONCE) * msOfOffer) / 1_000,
    rows,
    gigabytes: bytes / 2 ** 30,
  };
}

function workersMs({ byStep }: Load): number {
  return (
    WORKERS_SHARE *
    byStep
      .filter(({ step }) => step !== "frame" && step !== "screen")
      .reduce((sum, { node }) => sum + node, 0)
  );
}

/** Each web process hears of every event, so each further one adds to the work of all. */
function websFor(load: Load, usable: number): number {
  const own = load.node - workersMs(load);
  const left = usable - load.other;
  return left <= 0 ? Infinity : Math.max(1, Math.ceil(own / left));
}
