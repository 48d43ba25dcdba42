import { openBig, type Big, type Side } from "../big/open.ts";
import { allReads, PAGE_ROWS, tokenOf, type Read } from "../big/reads.ts";
import { alone, compared, type Figure, type Pair } from "../figures.ts";
import { openCaller, type Caller } from "../load.ts";
import type { Size } from "../size.ts";
import type { Stage } from "../stage.ts";
import { percentile } from "../statistics.ts";
import { measureRecords } from "./records.ts";
import { hearProduct } from "./live.ts";

const PART = "j";
const OPEN_MS = 150;
const LIVE_P99_MS = 25;
const LIVE = { perSecond: 200, agents: 50, seconds: 3 };

export type BigRun = {
  size: Size;
  say(text: string): void;
  /** The filled cluster, kept between runs; null: filled and deleted. */
  folder: string | null;
  /** Only reads whose name contains this, or one of the parts behind them: threads, live, records. */
  only?: string;
};

/**
 * (j) a big installation beside a small one with the same people: first pages
 * of all views, filters, sorts, counts, search, customers, threads and reports; a
 * message's way to 50 screens; and what deleting and inserting costs in the tables
 * that grow.
 */
export async function measureBig(stage: Stage, run: BigRun): Promise<Figure[]> {
  const { size, say, folder, only } = run;
  const { threads } = size.big;
  const big = await openBig(stage, {
    folder,
    threads,
    fewThreads: size.fewThreads,
    say,
  });
  const caller = openCaller(1);
  try {
    const reads = allReads().filter(
      ({ name }) => only === undefined || name.includes(only),
    );
    const figures: Figure[] = [];
    for (const read of reads)
      figures.push(...(await measureRead(caller, big, read, run)));
    const isAsked = (part: string) => only === undefined || only === part;
    if (isAsked("threads"))
      figures.push(...(await measureThreads(caller, big, run)));
    if (isAsked("live")) figures.push(await measureLiveAmong(big, run));
    if (isAsked("records")) figures.push(...(await measureRecords(big, run)));
    return figures;
  } finally {
    caller.close();
    await big.stop();
  }
}

async function measureRead(
  caller: Caller,
  { many, few }: Big,
  read: Read,
  { size, say }: BigRun,
): Promise<Figure[]> {
  const { rounds, requests, threads } = size.big;
  const rows =
    read.atMostTimes === undefined
      ? PAGE_ROWS
      : await rowsOfFew(caller, few, read);
  const path = (side: Side, length?: number) => () =>
    read.path(side.company, length);
  const run = (side: Side, length?: number) =>
    time(caller, side, read.reader, path(side, length), requests);
  const medians: Pair[] = [];
  const slow: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours = await run(many);
    const alike = rows === PAGE_ROWS ? ours : await run(many, rows);
    const theirs = await run(few, rows);
    medians.push({
      product: percentile(alike, 0.5),
      bare: percentile(theirs, 0.5),
    });
    slow.push(percentile(ours, 0.95));
  }
  const what = `${read.name}, ${read.reader}`;
  const p95 = slow.slice(slow.length > 1 ? 1 : 0);
  say(
    `${what}: p95 ${Math.min(...p95).toFixed(1)} ms; ${rows} rows: p50 ${medians.at(-1)?.product.toFixed(1)} ms, with ${size.fewThreads} threads ${medians.at(-1)?.bare.toFixed(1)} ms`,
  );
  const { atMostTimes, atMostMs } = read;
  return [
    compared(
      { part: PART, name: `${threads} threads, ${what}, p50`, unit: "ms" },
      medians,
      atMostTimes === undefined ? {} : { atMost: atMostTimes },
    ),
    alone(
      { part: PART, name: `${threads} threads, ${what}, p95`, unit: "ms" },
      p95,
      atMostMs === undefined ? {} : { atMost: atMostMs },
    ),
  ];
}

/** A page of the small company may be shorter. What a row costs is the same in both, so pages of its length are compared. */
async function rowsOfFew(
  caller: Caller,
  { program, company }: Side,
  read: Read,
): Promise<number> {
  const answer = await caller.call(
    "GET",
    `${program.url}/api/v1${read.path(company)}`,
    { authorization: `Bearer ${tokenOf(company, read.reader)}` },
  );
  const { items } = JSON.parse(answer.body) as { items: unknown[] };
  return Math.max(1, items.length);
}

async function time(
  caller: Caller,
  { program, company }: Side,
  reader: Read["reader"],
  path: (index: number) => string,
  requests: number,
): Promise<number[]> {
  const ms: number[] = [];
  const headers = { authorization: `Bearer ${tokenOf(company, reader)}` };
  for (let index = 0; index < requests; index += 1) {
    const url = `${program.url}/api/v1${path(index)}`;
    const answer = await caller.call("GET", url, headers);
    if (answer.status !== 200)
      throw new Error(`${url}: ${answer.status} ${answer.body}`);
    ms.push(answer.ms);
  }
  return ms;
}

/** Threads from all years, each another one. */
async function measureThreads(
  caller: Caller,
  { many }: Big,
  { size, say }: BigRun,
): Promise<Figure[]> {
  const { requests, threads } = size.big;
  const { rows } = await many.db.pool.query<{ id: string }>(
    `select id from thread order by md5(id::text) limit $1`,
    [requests],
  );
  const at = (index: number) => rows[index % rows.length]?.id ?? "";
  const named: [string, (index: number) => string][] = [
    ["a thread", (index) => `/threads/${at(index)}`],
    ["a thread’s messages", (index) => `/threads/${at(index)}/messages`],
    ["a thread’s trail", (index) => `/threads/${at(index)}/trail`],
  ];
  const figures: Figure[] = [];
  for (const [name, path] of named) {
    const ms = await time(caller, many, "owner", path, requests);
    say(`${name}: p95 ${percentile(ms, 0.95).toFixed(1)} ms`);
    figures.push(
      alone(
        {
          part: PART,
          name: `${threads} threads, ${name}, each another one, p95`,
          unit: "ms",
        },
        [percentile(ms, 0.95)],
        { atMost: OPEN_MS },
      ),
    );
  }
  return figures;
}

async function measureLiveAmong(
  { many }: Big,
  { size, say }: BigRun,
): Promise<Figure> {
  const pace = { ...LIVE, ...size.big.live };
  const p99: number[] = [];
  for (let round = 0; round <= size.big.rounds; round += 1) {
    const { ms } = await hearProduct(
      { product: many.product, house: many.company },
      pace,
    );
    p99.push(percentile(ms, 0.99));
    say(`live, round ${round + 1}: p99 ${p99.at(-1)?.toFixed(1)} ms`);
  }
  return alone(
    {
      part: PART,
      name: `${size.big.threads} threads, POST to socket, ${pace.perSecond}/s, ${pace.agents} agents, p99`,
      unit: "ms",
    },
    p99.slice(1),
    { atMost: LIVE_P99_MS },
  );
}
