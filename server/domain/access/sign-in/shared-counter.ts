import type { Database } from "#server/db/client.ts";
import { Prisma } from "#server/db/client.ts";
import { createCounter } from "#server/runtime/counter.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** Counts by key within a window of time, for all nodes together. */
export type SharedCounter = {
  /** Uses one up. Returns 0 if one was left, else the seconds until one is. Refused calls are not counted. */
  take(key: string): Promise<number>;
  giveBack(key: string): Promise<void>;
};

export type SharedCounterOptions = {
  /** The name of the count; counters of one name count together. */
  name: string;
  points: number;
  windowSeconds: number;
};

/**
 * Counts in the database. A counter of this process stands before it, so that
 * a flood of refused calls costs no query: what it refuses, the database would
 * refuse, too.
 */
export function createSharedCounter(
  { sql }: Pick<Database, "sql">,
  { name, points, windowSeconds }: SharedCounterOptions,
): SharedCounter {
  const own = createCounter({ points, windowSeconds });
  const keyOf = (key: string) => sha256Hex(`${name} ${key}`);
  return {
    async take(raw) {
      const locked = own.take(raw);
      if (locked > 0) return locked;
      const key = keyOf(raw);
      const taken = await sql.$executeRaw(Prisma.sql`
        insert into throttle as t (key, count, "endsAt")
          values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
        on conflict (key) do update set
          count = case when t."endsAt" <= now() then 1 else t.count + 1 end,
          "endsAt" = case when t."endsAt" <= now() then excluded."endsAt" else t."endsAt" end
        where t."endsAt" <= now() or t.count < ${points}`);
      if (taken > 0) return 0;
      own.giveBack(raw);
      const [row] = await sql.$queryRaw<{ seconds: number }[]>(Prisma.sql`
        select ceil(extract(epoch from "endsAt" - now()))::int as seconds from throttle where key = ${key}`);
      return Math.max(1, row?.seconds ?? 1);
    },
    async giveBack(raw) {
      own.giveBack(raw);
      await sql.$executeRaw(Prisma.sql`
        update throttle set count = count - 1 where key = ${keyOf(raw)} and count > 0 and "endsAt" > now()`);
    },
  };
}
