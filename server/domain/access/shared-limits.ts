import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/**
 * Limits of requests, for all processes together, that cost a request no
 * query. Each process decides at once by what it knows. About once a second it
 * adds what it counted to the rows of all processes, and learns their totals,
 * in one statement. A database that is slow or away delays that alone: until
 * then each process counts for itself, and no request waits or is refused.
 *
 * Together the processes stay at the limit but for what passes within that
 * second, and for keys that have used little in a process: see SHARED_FROM.
 * Limits that must be exact are `createSharedCounter`.
 */
export type SharedLimits = {
  /** One for each name, and of each name one in a process. */
  limit(options: SharedLimitOptions): SharedLimit;
};

export type SharedLimit = {
  /** Uses one up. Returns 0 if one was left, else the seconds until one is. Refused calls are not counted. */
  take(key: string): number;
  /** The seconds until one is left, without using any up. */
  look(key: string): number;
};

export type SharedLimitOptions = {
  /** The name of the limit; those of one name count together. */
  name: string;
  points: number;
  windowSeconds: number;
};

const SHARE_EVERY_MS = 1_000;
/**
 * The share of a limit that a process counts for itself before it tells the
 * others. Ordinary use stays below, so the database hears nothing of it.
 */
const SHARED_FROM = 0.05;
/** The most keys of one statement. The rest follow a second later. */
const MAX_KEYS_AT_ONCE = 500;
/** The most keys that a limit remembers; the oldest are forgotten first. */
const MAX_KEYS = 50_000;

/** What is known of one key in its window. */
type Use = {
  /** Of all processes, as far as this one knows. */
  count: number;
  /** The part of `count` that the others do not know of. */
  unshared: number;
  /** The end of the window, in the time of `performance.now()`. */
  until: number;
};

type Limit = {
  uses: Map<string, Use>;
  /** The keys with something to share. */
  moved: Set<string>;
};

type Row = { key: string; count: number; seconds: number };

export function createSharedLimits({
  db,
  log,
}: Pick<Context, "db" | "log">): SharedLimits {
  const limits: Limit[] = [];
  /** Set while a round is due or under way: there is one at a time, and none while nothing moves. */
  let round: NodeJS.Timeout | null = null;

  const plan = () =>
    (round ??= setTimeout(() => void share(), SHARE_EVERY_MS).unref());

  async function share(): Promise<void> {
    const sent = takeMoved(limits);
    try {
      const rows = await addUp(db.sql, [...sent.values()]);
      for (const row of rows) learn(sent.get(row.key)?.use, row);
    } catch (error) {
      // Not sent again: the statement may have been committed, and to count twice would refuse requests.
      log.debug({ err: error }, "limits not shared");
    }
    round = null;
    if (limits.some(({ moved }) => moved.size > 0)) plan();
  }

  return {
    limit({ name, points, windowSeconds }) {
      const uses = new Map<string, Use>();
      const moved = new Set<string>();
      const sharedFrom = Math.max(1, points * SHARED_FROM);
      limits.push({ uses, moved });

      function useOf(key: string): Use | null {
        const use = uses.get(key);
        return use && use.until > performance.now() ? use : null;
      }

      function waitOf(use: Use | null): number {
        if (use === null || use.count < points) return 0;
        return Math.max(1, Math.ceil((use.until - performance.now()) / 1000));
      }

      function begin(key: string): Use {
        uses.delete(key); // moves an old one to the end of the map
        for (const oldest of uses.keys()) {
          if (uses.size < MAX_KEYS) break;
          uses.delete(oldest);
        }
        const until = performance.now() + windowSeconds * 1000;
        const use = { count: 0, unshared: 0, until };
        uses.set(key, use);
        return use;
      }

      return {
        look: (raw) => waitOf(useOf(keyOf(name, raw))),
        take(raw) {
          const key = keyOf(name, raw);
          const known = useOf(key);
          const wait = waitOf(known);
          if (wait > 0) return wait;
          const use = known ?? begin(key);
          use.count += 1;
          use.unshared += 1;
          if (use.count >= sharedFrom) {
            moved.add(key);
            plan();
          }
          return 0;
        },
      };
    },
  };
}

/** Of a length that no stranger chooses. */
function keyOf(name: string, raw: string): string {
  return `${name} ${sha256Hex(raw)}`;
}

type Sent = { key: string; count: number; seconds: number; use: Use };

/** What the others do not know of, at most MAX_KEYS_AT_ONCE keys. It counts as told from now on. */
function takeMoved(limits: Limit[]): Map<string, Sent> {
  const sent = new Map<string, Sent>();
  for (const { uses, moved } of limits) {
    for (const key of moved) {
      if (sent.size === MAX_KEYS_AT_ONCE) return sent;
      moved.delete(key);
      const use = uses.get(key);
      if (!use) continue;
      const seconds = (use.until - performance.now()) / 1000;
      if (seconds <= 0) continue;
      sent.set(key, { key, count: use.unshared, seconds, use });
      use.unshared = 0;
    }
  }
  return sent;
}

/** The totals after adding these. A window that is over begins again. */
async function addUp(sql: Context["db"]["sql"], sent: Sent[]): Promise<Row[]> {
  if (sent.length === 0) return [];
  // In the order of their keys, so that no two processes wait for each other.
  return sql.$queryRaw<Row[]>(Prisma.sql`
    insert into throttle as t (key, count, "endsAt")
      select key, count, now() + make_interval(secs => seconds)
      from unnest(${sent.map(({ key }) => key)}::text[], ${sent.map(({ count }) => count)}::int[],
        ${sent.map(({ seconds }) => seconds)}::float8[]) x(key, count, seconds)
      order by key
    on conflict (key) do update set
      count = case when t."endsAt" <= now() then excluded.count else t.count + excluded.count end,
      "endsAt" = case when t."endsAt" <= now() then excluded."endsAt" else t."endsAt" end
    returning key, count, extract(epoch from "endsAt" - now())::float8 as seconds`);
}

/** The total, and what was counted here meanwhile. */
function learn(use: Use | undefined, { count, seconds }: Row): void {
  if (!use) return;
  use.count = count + use.unshared;
  use.until = performance.now() + seconds * 1000;
}
