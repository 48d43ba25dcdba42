import type { Socket } from "socket.io-client";
import type { Database } from "#server/db/client.ts";
import { alone, type Figure } from "../figures.ts";
import type { Caller } from "../load.ts";
import { openSocket } from "../parts/live.ts";
import { between, type Used } from "../processor.ts";
import { pause, type Program } from "../program.ts";
import type { House } from "../seed.ts";

export const PART = "n";
/** After an act the last events and jobs of it are still under way. */
export const SETTLE_MS = 1_500;
const REST_MS = 10_000;
/** A server that has just started is not at rest. */
const START_MS = 10_000;

/** The server that is measured, and what measures it. */
export type Hall = {
  program: Program;
  db: Database;
  house: House;
  caller: Caller;
  used: () => Used;
  neighbour: () => Used;
  /** Used at rest, without screens, in a millisecond. */
  rest: Record<"node" | "postgres" | "other", number>;
  sockets: Socket[];
  figures: Figure[];
  say(text: string): void;
};

export async function open(hall: Hall, wanted: number): Promise<void> {
  const { sockets, program, house } = hall;
  while (sockets.length < wanted)
    sockets.push(await openSocket(program.url, house.tokens[sockets.length]));
  await pause(SETTLE_MS);
}

export async function rest(hall: Hall, name: string): Promise<void> {
  await pause(START_MS);
  const used = await screens(hall, name);
  hall.rest.node = used.node / REST_MS;
  hall.rest.postgres = used.postgres / REST_MS;
  hall.rest.other = used.other / REST_MS;
}

export async function screens(hall: Hall, name: string): Promise<Hall["rest"]> {
  await pause(SETTLE_MS);
  const count = REST_MS / 1_000;
  return spend(hall, { name, count }, () => pause(REST_MS));
}

/** Measures what `act` uses beyond a rest of that time, and reports it for one of `count`. */
export async function spend(
  hall: Hall,
  { name, count }: { name: string; count: number },
  act: () => Promise<unknown>,
): Promise<Hall["rest"]> {
  const { used, neighbour, figures, say, rest } = hall;
  const startedAt = performance.now();
  const [before, beside] = [used(), neighbour()];
  await act();
  const own = between(before, used());
  const other = between(beside, neighbour());
  const ms = performance.now() - startedAt;
  const spent = {
    node: own.nodeMs - rest.node * ms,
    postgres: own.postgresMs - rest.postgres * ms,
    other: other.nodeMs - rest.other * ms,
  };
  for (const [who, all] of Object.entries(spent))
    figures.push(
      alone({ part: PART, name: `${name}: ${who}`, unit: "ms" }, [all / count]),
    );
  const said = Object.entries(spent).map(
    ([who, all]) => `${who} ${(all / count).toFixed(2)} ms`,
  );
  say(`${name}: ${said.join(", ")}`);
  return spent;
}

/** The size of a row without its indexes, and of an event. */
export async function rowSizes({ db, figures, say }: Hall): Promise<void> {
  for (const table of ["delivery", "message", "routing_trace", "offer"]) {
    const { rows } = await db.pool.query<{ bytes: number }>(
      `select avg(pg_column_size(t.*))::float8 as bytes from ${table} t`,
    );
    const bytes = rows[0]?.bytes ?? Number.NaN;
    say(`a row of ${table}: ${bytes.toFixed(0)} bytes`);
    figures.push(
      alone({ part: PART, name: `a row of ${table}`, unit: "bytes" }, [bytes]),
    );
  }
}
