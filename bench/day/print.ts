import { percentile } from "./percentile.ts";
import { ARRIVALS_BY_HOUR, flagOf, type DayOptions } from "./options.ts";
import { busiestSecond, needsOf, type Needs, type Range } from "./needs.ts";
import type { Day } from "./run.ts";

/** The day as lines for an operator: what happened, what it needs, and the assumptions. */
export function dayLines(day: Day): string[] {
  const { minute, second } = busiestSecond(day);
  const needs = needsOf(day, second);
  return [
    "The customers and agents",
    ...table(peopleRows(day)),
    "",
    `The busiest minute, ${clock(minute)}, in a second`,
    ...table([
      ["new customers", shown(second.newCustomers)],
      ["messages of customers", shown(second.messages)],
      ["replies", shown(second.replies)],
      ["offers", shown(second.offers)],
      ["events of conversations", shown(second.events)],
      ["changes of an agent’s status", shown(second.presences)],
      ["frames to screens", shown(second.frames)],
      ["screens that are open", shown(second.screens)],
      [
        "events on the screen of an owner or admin, who sees all",
        shown(second.events),
      ],
    ]),
    "",
    "Processor-ms in a second of it (busy costs – calm costs)",
    ...table(loadRows(needs)),
    "",
    `Needed, with ${Math.round(day.options.busy * 100)} % of a processor in use`,
    ...table(needRows(day, needs, second.line)),
    "",
    "Assumptions",
    ...assumptions(day.options),
  ];
}

function peopleRows(day: Day): string[][] {
  const { agents } = day.company;
  const onShift = agents.reduce((sum, { onShiftMs }) => sum + onShiftMs, 0);
  const worked = agents.reduce((sum, { workedMs }) => sum + workedMs, 0);
  const seconds = (ms: number[], share: number) =>
    `${shown(percentile(ms, share) / 1_000)} s`;
  const both = (ms: number[]) =>
    `${seconds(ms, 0.5)}, 95 of 100 within ${seconds(ms, 0.95)}`;
  return [
    ["answered", shown(day.answered)],
    ["lost before an agent accepted", shown(day.lost)],
    ["until an agent accepted", both(day.acceptedAfterMs)],
    ["until the first reply", both(day.firstReplyAfterMs)],
    ["until a later reply", both(day.laterReplyAfterMs)],
    ["agents on shift, at most", shown(day.mostOnShift)],
    [
      "occupancy: time spent on replies",
      `${shown((worked / onShift) * 100)} %`,
    ],
    ["messages of customers", shown(day.tally.total("messages"))],
    ["replies", shown(day.tally.total("replies"))],
    [
      "offers, of them declined and missed",
      `${shown(day.tally.total("offers"))}, ${shown(day.declined)}, ${shown(day.missed)}`,
    ],
  ];
}

function loadRows({ load }: Needs): string[][] {
  const rows = load.busy.byStep.map(({ step, node, postgres }, index) => {
    const calm = load.calm.byStep[index];
    return [
      step,
      `Node ${from(node, calm?.node ?? 0)}`,
      `Postgres ${from(postgres, calm?.postgres ?? 0)}`,
    ];
  });
  return [
    ...rows,
    [
      "all",
      `Node ${from(load.busy.node, load.calm.node)}`,
      `Postgres ${from(load.busy.postgres, load.calm.postgres)}`,
    ],
    ["each further web process", from(load.busy.other, load.calm.other)],
  ];
}

function needRows(day: Day, needs: Needs, line: number): string[][] {
  const { rows } = needs;
  return [
    ["processors of Postgres", range(needs.postgresProcessors)],
    ["web processes", range(needs.webProcesses)],
    ["workers", range(needs.workers)],
    ["agents in the largest line of the router", shown(line)],
    ["until an offer there is on the screen", `${shown(needs.offerMs)} ms`],
    [
      "share of that line’s time in use, if all choices are in it",
      `${shown(needs.lineUsed * 100)} %`,
    ],
    [
      "rows of the day: delivery, message, routing_trace, offer",
      [rows.delivery, rows.message, rows.routing_trace, rows.offer]
        .map(shown)
        .join(", "),
    ],
    ["their bytes, without indexes", `${shown(needs.gigabytes)} GB`],
    ["conversations still open at the end", shown(day.left)],
  ];
}

function assumptions(options: DayOptions): string[] {
  const flags = Object.entries(options)
    .map(([name, value]) => `--${flagOf(name)} ${value}`)
    .join(" ");
  return [
    flags,
    `arrivals by hour: ${ARRIVALS_BY_HOUR.join(" ")}`,
    "Every customer writes to one queue, drawn evenly, and is new to the product.",
    "Shifts begin at full hours, as the arrivals need, and each has one break.",
    "An agent gives one conversation their whole attention, the longest waiting first.",
    "Work takes two exponential steps; turns and messages are geometric; all else is exponential.",
    "A customer leaves only before an agent accepts; each conversation is closed by its agent.",
    "A reply has an echo, a delivery and a reading, each a webhook, and four events.",
    "An agent’s status changes with shift and break, and goes to everyone who is here.",
    "No typing, notes, leads, files, searches, reports, lists or exports.",
    "An offer that is not accepted costs a third of an arrival; half of Node’s work is a worker’s.",
    "Unit costs: bench/day/unit-costs.ts, of one machine with two processors.",
  ];
}

function table(rows: string[][]): string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

const from = (least: number, most: number) =>
  shown(least) === shown(most)
    ? shown(least)
    : `${shown(Math.min(least, most))}–${shown(Math.max(least, most))}`;

function range({ least, most }: Range): string {
  return least === most ? count(least) : `${count(least)}–${count(most)}`;
}

const count = (value: number) =>
  Number.isFinite(value) ? shown(value) : "no number of them";

function shown(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
