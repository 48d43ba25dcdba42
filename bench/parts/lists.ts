import { alone, compared, type Figure, type Pair } from "../figures.ts";
import { openCaller, type Caller } from "../load.ts";
import { median, percentile } from "../statistics.ts";
import type { Scene } from "../scene.ts";

type Read = {
  name: string;
  /** Below /api/v1, for a thread that exists. */
  path: (threadId: string) => string;
  bare: (threadId: string) => string;
  reader: "agent" | "owner";
};

const READS: Read[] = [
  {
    name: "first page, an agent",
    path: () => "/threads?limit=50",
    bare: () => "/threads?",
    reader: "agent",
  },
  {
    name: "first page, an owner",
    path: () => "/threads?limit=50",
    bare: () => "/threads?",
    reader: "owner",
  },
  {
    name: "a thread's messages",
    path: (id) => `/threads/${id}/messages?limit=50`,
    bare: (id) => `/messages?thread=${id}&`,
    reader: "owner",
  },
  {
    name: "search for a rare word",
    path: () => "/search?q=zanzibar",
    bare: () => "/search?q=zanzibar&",
    reader: "owner",
  },
];

/** (d) lists, threads and search, with few threads and with many, beside a bare keyset query of the same rows. */
export async function measureLists(scene: Scene): Promise<Figure[]> {
  const { size, product, house, small, bare, say } = scene;
  const caller = openCaller(1);
  const time = (url: string, token?: string) =>
    timeOf(caller, url, size.requests, token);
  const sides = {
    few: { program: small.program, house: small.house, db: small.db },
    many: { program: product.program, house, db: product.db },
  };
  const threads = {
    few: await someThread(sides.few.db),
    many: await someThread(sides.many.db),
  };
  const figures: Figure[] = [];
  for (const read of READS) {
    const rounds: { few: Pair; many: Pair }[] = [];
    for (let round = 0; round < size.rounds; round += 1) {
      const measure = async (side: "few" | "many"): Promise<Pair> => {
        const { program, house: people } = sides[side];
        const token =
          read.reader === "agent" ? people.tokens[0] : people.ownerToken;
        const id = threads[side];
        const large = side === "many" ? "size=large" : "size=small";
        return {
          product: await time(`${program.url}/api/v1${read.path(id)}`, token),
          bare: await time(`${bare.url}${read.bare(id)}${large}`),
        };
      };
      rounds.push({ few: await measure("few"), many: await measure("many") });
    }
    const many = rounds.map((round) => round.many);
    const growth = rounds.map(
      (round) => round.many.product / round.few.product,
    );
    say(`${read.name}: ${median(many.map((p) => p.product)).toFixed(1)} ms`);
    const first = read.name.startsWith("first page");
    figures.push(
      compared(
        {
          part: "d",
          name: `${read.name}, ${size.fewThreads} threads, p50`,
          unit: "ms",
        },
        rounds.map((round) => round.few),
      ),
      compared(
        {
          part: "d",
          name: `${read.name}, ${size.manyThreads} threads, p50`,
          unit: "ms",
        },
        many,
        first ? { atMost: 5 } : {},
      ),
      alone(
        {
          part: "d",
          name: `${read.name}: ${size.manyThreads} by ${size.fewThreads} threads`,
          unit: "×",
        },
        growth.length > 1 ? growth.slice(1) : growth,
        first ? { atMost: 2 } : {},
      ),
    );
  }
  caller.close();
  return figures;
}

async function timeOf(
  caller: Caller,
  url: string,
  requests: number,
  token?: string,
): Promise<number> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ms: number[] = [];
  for (let index = 0; index < requests; index += 1) {
    const answer = await caller.call("GET", url, headers);
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
    ms.push(answer.ms);
  }
  return percentile(ms, 0.5);
}

async function someThread(db: Scene["product"]["db"]): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select id from thread order by "lastMessageAt" desc limit 1`,
  );
  return rows[0]?.id ?? "";
}
