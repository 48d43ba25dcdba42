import path from "node:path";
import type { Socket } from "socket.io-client";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { createLog } from "#server/runtime/log.ts";
import type { Figure } from "../figures.ts";
import { openCaller } from "../load.ts";
import { openProcessor } from "../processor.ts";
import { until, type Program } from "../program.ts";
import { isApplied } from "../scene.ts";
import { seedHouse } from "../seed.ts";
import { openBeside, openStage, startNeighbour } from "../stage.ts";
import {
  arrivals,
  call,
  messages,
  receipts,
  replies,
  WAIT_MS,
  write,
  type Pace,
} from "./acts.ts";
import { open, rest, rowSizes, screens, type Hall } from "./hall.ts";
import { measureMix } from "./mix.ts";

const AGENTS = 200;
/** Threads that one agent owns. */
const OWNED = 20;
const CALM: Pace = { perSecond: 20, count: 200 };
const BUSY: Pace = { perSecond: 100, count: 1_000 };
const BUSIEST: Pace = { perSecond: 200, count: 2_000 };
const REPLIES: Pace[] = [
  { perSecond: 10, count: 100 },
  { perSecond: 50, count: 500 },
];
const ARRIVALS = 60;
/** Agents whose sockets are rows of a node that does not exist. */
const CROWD = 10_000;
const CROWDED_ARRIVALS = 10;
const log = createLog("warn");

/**
 * (n) unit costs: the processor time of Node and of Postgres for one message,
 * reply, offer and frame, without what both use at rest. `npm run bench -- day`
 * multiplies them. A second process with no screens shows what an event costs
 * every further one. At the end ten thousand agents are connected, by rows alone.
 */
export async function measureCosts(
  program: string,
  say: (text: string) => void,
): Promise<Figure[]> {
  const stage = await openStage(program);
  const dataDir = path.join(stage.folder, "costs");
  const embedded = await startEmbedded({ dataDir, log });
  const { url } = embedded;
  const db = openBeside(url);
  const programs: Program[] = [];
  const caller = openCaller(16);
  const sockets: Socket[] = [];
  const figures: Figure[] = [];
  try {
    await migrate(url, log);
    const house = await seedHouse(db, AGENTS);
    const one = await startNeighbour(stage, { url, name: "one", role: "all" });
    programs.push(one);
    const two = await startNeighbour(stage, { url, name: "two", role: "web" });
    programs.push(two);
    const used = await openProcessor(db, one.pid);
    const neighbour = await openProcessor(db, two.pid);
    const rest = { node: 0, postgres: 0, other: 0 };
    const hall = { db, house, caller, sockets, figures, say, rest };
    await measureAll({ ...hall, program: one, used, neighbour });
    return figures;
  } finally {
    for (const socket of sockets) socket.disconnect();
    caller.close();
    for (const started of programs) await started.stop();
    await db.close();
    await embedded.stop();
    await stage.stop();
  }
}

async function measureAll(hall: Hall): Promise<void> {
  const { house, db } = hall;
  const psids = Array.from({ length: OWNED }, (_, index) =>
    String(5_550_000_000_000_000 + index),
  );
  const many = (name: string, pace: Pace) =>
    messages(hall, psids, { name, ...pace });
  // The first messages find no thread; all that are measured do.
  await setUp(hall);
  for (const psid of psids) await write(hall, psid);
  await until(() => isApplied(db), WAIT_MS, "applying");
  await rest(hall, "a second without screens");
  await open(hall, 1);
  await many("a message, 1 viewer", CALM);
  await open(hall, 50);
  await many("a message, 50 viewers", CALM);
  await many("a message, 50 viewers, 100/s", BUSY);
  await many("a message, 50 viewers, 200/s", BUSIEST);
  await open(hall, AGENTS);
  await many(`a message, ${AGENTS} viewers`, CALM);
  await screens(hall, `a second with ${AGENTS} screens`);
  const threads = await takeAll(hall);
  await many(`a message, 1 viewer, ${AGENTS} connected`, CALM);
  await many(`a message, 1 viewer, ${AGENTS} connected, 100/s`, BUSY);
  for (const pace of REPLIES) await replies(hall, threads, pace);
  for (const pace of [CALM, BUSY]) await receipts(hall, psids, pace);
  await db.pool.query(
    "update queue set strategy = 'round_robin' where id = $1",
    [house.queueId],
  );
  for (const members of [20, AGENTS]) {
    await logIn(hall, members);
    await arrivals(hall, members, { count: ARRIVALS, atOnce: 1 });
  }
  await arrivals(hall, AGENTS, { count: 4 * ARRIVALS, atOnce: 8 });
  await logIn(hall, 20);
  await measureMix(hall, { psids, threads });
  await crowd(hall);
  await many(`a message, 1 viewer, ${CROWD} connected`, CALM);
  await many(`a message, 1 viewer, ${CROWD} connected, 100/s`, BUSY);
  await arrivals(hall, 20, { count: CROWDED_ARRIVALS, atOnce: 1 }, CROWD);
  await joinQueue(hall);
  await arrivals(hall, CROWD, { count: CROWDED_ARRIVALS, atOnce: 1 }, CROWD);
  await rowSizes(hall);
}

async function setUp({ db, house }: Hall): Promise<void> {
  await db.pool.query(
    `update queue set visibility = 'owner_only', "offerSeconds" = 60 where id = $1`,
    [house.queueId],
  );
}

/** Only so many members get offers. */
async function logIn({ db, house }: Hall, members: number): Promise<void> {
  await db.pool.query(
    `update queue_member set "loggedIn" = "agentId" = any($1)`,
    [house.agentIds.slice(0, members)],
  );
}

/** Many agents who are connected as far as the database knows, and who are not available. */
async function crowd({ db }: Hall): Promise<void> {
  await db.pool.query(
    `insert into agent (id, email, name, role, presence, capacity)
     select gen_random_uuid(), 'crowd.' || n || '@example.com', 'Agent ' || n, 'agent', 'away', 5
     from generate_series(1, ${CROWD}) n`,
  );
  await db.pool.query(
    `insert into node (id, "seenAt") values ('crowd', now() + interval '1 hour')`,
  );
  await db.pool.query(
    `insert into agent_connection (id, "agentId", "nodeId")
     select id::text, id, 'crowd' from agent where email like 'crowd.%'`,
  );
  await db.pool.query("analyze agent, agent_connection");
}

async function joinQueue({ db, house }: Hall): Promise<void> {
  await db.pool.query(
    `insert into queue_member ("queueId", "agentId", position)
     select $1, id, 1000 + row_number() over () from agent where email like 'crowd.%'`,
    [house.queueId],
  );
  await db.pool.query("analyze queue_member");
}

async function takeAll(hall: Hall): Promise<string[]> {
  const { rows } = await hall.db.pool.query<{ id: string }>(
    "select id from thread order by id",
  );
  for (const { id } of rows) await call(hall, `threads/${id}/take`, {});
  return rows.map(({ id }) => id);
}
