import path from "node:path";
import type { Socket } from "socket.io-client";
import type { Database } from "#server/db/client.ts";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { newId } from "#server/runtime/crypto.ts";
import { createLog } from "#server/runtime/log.ts";
import { signedMessage, type SignedDelivery } from "./deliveries.ts";
import { alone, type Figure } from "./figures.ts";
import { atRate, flood, openCaller, post } from "./load.ts";
import { openSocket } from "./parts/live.ts";
import { pause, residentMb, until, type Program } from "./program.ts";
import { between, openProcessor, type Used } from "./processor.ts";
import { count, isApplied, PSIDS } from "./scene.ts";
import { APP_SECRET, seedHouse, type House } from "./seed.ts";
import { openBeside, openStage, startNeighbour, type Stage } from "./stage.ts";
import { percentile } from "./statistics.ts";

/**
 * (l) growth, coarsely: from 10 to 5,000 open screens, from 1 to 8 workers, and
 * from 1 to 100 pages in a storm. One short run of each; everything is on one
 * machine, the load included.
 */

const PART = "l";
/** An agent may have 50 sockets, so that 5,000 need at least 100; more, as teams are. */
const AGENTS = 500;
const SOCKETS = [10, 100, 1_000, 2_000, 5_000];
const WORKERS = [1, 2, 4, 8];
const PAGES = [1, 10, 100];
const PACE = { perSecond: 5, messages: 40 };
const REST_MS = 5_000;
const STORM = { messages: 2_000, connections: 64 };
const OPENING = 50;
const WAIT_MS = 120_000;
const log = createLog("warn");

type Place = { stage: Stage; url: string; db: Database; house: House };

/** @param file the server that is measured */
export async function measureGrowth(
  file: string,
  say: (text: string) => void,
): Promise<Figure[]> {
  const stage = await openStage(file);
  const dataDir = path.join(stage.folder, "growth");
  const embedded = await startEmbedded({ dataDir, log });
  const { url } = embedded;
  const db = openBeside(url);
  try {
    await migrate(url, log);
    const house = await seedHouse(db, AGENTS);
    const place = { stage, url, db, house };
    return [
      ...(await withOne(place, (program) => sockets(place, program, say))),
      ...(await withOne(place, (program) => pages(place, program, say))),
      ...(await workers(place, say)),
    ];
  } finally {
    await db.close();
    await embedded.stop();
    await stage.stop();
  }
}

async function withOne<T>(
  { stage, url }: Place,
  act: (program: Program) => Promise<T>,
): Promise<T> {
  const program = await startNeighbour(stage, {
    url,
    name: "one",
    role: "all",
  });
  try {
    return await act(program);
  } finally {
    await program.stop();
  }
}

async function sockets(
  { db, house }: Place,
  program: Program,
  say: (text: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const open: Socket[] = [];
  const used = await openProcessor(db, program.pid);
  let heard: (mid: string) => void = () => undefined;
  for (const wanted of SOCKETS) {
    const startedAt = performance.now();
    while (open.length < wanted) {
      const more = Math.min(OPENING, wanted - open.length);
      const opened = await Promise.all(
        Array.from({ length: more }, (_, index) =>
          openSocket(
            program.url,
            house.tokens[(open.length + index) % house.tokens.length],
          ),
        ),
      );
      for (const socket of opened)
        socket.on(
          "message.created",
          ({ message }: { message: { externalId: string } }) =>
            heard(message.externalId),
        );
      open.push(...opened);
    }
    const openedMs = performance.now() - startedAt;
    const atRest = await restOf(used);
    const ms: number[] = [];
    const postedAt = new Map<string, number>();
    heard = (mid) => {
      const at = postedAt.get(mid);
      if (at !== undefined) ms.push(performance.now() - at);
    };
    const caller = openCaller(OPENING);
    const postingAt = performance.now();
    const before = used();
    await atRate(PACE.perSecond, PACE.messages, async (index) => {
      const delivery = message(house.pageId, index);
      postedAt.set(delivery.mid, performance.now());
      await post(caller, program.url + house.webhookPath, delivery);
    });
    await until(
      () => Promise.resolve(ms.length >= wanted * PACE.messages),
      WAIT_MS,
      `${wanted * PACE.messages} events, ${ms.length} heard`,
    );
    caller.close();
    // Beyond what the open screens use anyway, for one message.
    const spent = between(before, used());
    const restMs = performance.now() - postingAt;
    const ofMessage = (all: number, each: number) =>
      (all - each * restMs) / PACE.messages;
    const nodeMs = ofMessage(spent.nodeMs, atRest.nodeMs);
    const postgresMs = ofMessage(spent.postgresMs, atRest.postgresMs);
    const named = (name: string, unit: string) => ({
      part: PART,
      name: `${wanted} sockets, ${name}`,
      unit,
    });
    const memoryMb = residentMb(program.pid);
    say(
      `${wanted} sockets: opened in ${openedMs.toFixed(0)} ms, p50 ${percentile(ms, 0.5).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms, ${memoryMb.toFixed(0)} MB; a message: node ${nodeMs.toFixed(1)} ms, postgres ${postgresMs.toFixed(1)} ms; a second at rest: node ${(atRest.nodeMs * 1_000).toFixed(0)} ms, postgres ${(atRest.postgresMs * 1_000).toFixed(0)} ms`,
    );
    figures.push(
      alone(named("until they are open", "ms"), [openedMs]),
      alone(named(`POST to socket at ${PACE.perSecond}/s, p50`, "ms"), [
        percentile(ms, 0.5),
      ]),
      alone(named(`POST to socket at ${PACE.perSecond}/s, p99`, "ms"), [
        percentile(ms, 0.99),
      ]),
      alone(named("server, resident", "MB"), [memoryMb]),
      alone(named("a message, processor of Node", "ms"), [nodeMs]),
      alone(named("a message, processor of Postgres", "ms"), [postgresMs]),
      alone(named("a second at rest, processor of Node", "ms"), [
        atRest.nodeMs * 1_000,
      ]),
      alone(named("a second at rest, processor of Postgres", "ms"), [
        atRest.postgresMs * 1_000,
      ]),
    );
  }
  for (const socket of open) socket.disconnect();
  return figures;
}

/** Processor time in a millisecond in which nothing happens. */
async function restOf(used: () => Used): Promise<Used> {
  await pause(REST_MS);
  const before = used();
  await pause(REST_MS);
  const { nodeMs, postgresMs } = between(before, used());
  return { nodeMs: nodeMs / REST_MS, postgresMs: postgresMs / REST_MS };
}

async function pages(
  place: Place,
  program: Program,
  say: (text: string) => void,
): Promise<Figure[]> {
  const { db, house } = place;
  const accounts = [house.pageId];
  const figures: Figure[] = [];
  for (const wanted of PAGES) {
    while (accounts.length < wanted) {
      const accountId = `${house.pageId}${accounts.length}`;
      await db.pool.query(
        `insert into channel (id, kind, name, "accountId", "sourceId", "credentialsSealed", "openType", "openId", "checkedAt")
         select $1, kind, 'Page ' || $2, $2, "sourceId", "credentialsSealed", "openType", "openId", "checkedAt"
         from channel where id = $3`,
        [newId(), accountId, house.channelId],
      );
      accounts.push(accountId);
    }
    const perSecond = await storm(place, program, accounts);
    say(`${wanted} pages: ${perSecond.toFixed(0)}/s applied`);
    figures.push(
      alone(
        { part: PART, name: `${wanted} pages in a storm, applied`, unit: "/s" },
        [perSecond],
      ),
    );
  }
  return figures;
}

async function workers(
  place: Place,
  say: (text: string) => void,
): Promise<Figure[]> {
  const { stage, url, house } = place;
  const figures: Figure[] = [];
  const running: Program[] = [];
  const web = await startNeighbour(stage, { url, name: "web", role: "web" });
  try {
    for (const wanted of WORKERS) {
      while (running.length < wanted)
        running.push(
          await startNeighbour(stage, {
            url,
            name: `worker${running.length}`,
            role: "worker",
          }),
        );
      const perSecond = await storm(place, web, [house.pageId]);
      say(`${wanted} workers: ${perSecond.toFixed(0)}/s applied`);
      figures.push(
        alone(
          {
            part: PART,
            name: `1 web process and ${wanted} workers in a storm, applied`,
            unit: "/s",
          },
          [perSecond],
        ),
      );
    }
    return figures;
  } finally {
    for (const worker of running) await worker.stop();
    await web.stop();
  }
}

/** Messages applied in a second, from the first POST to the last row; half of the storm warms up. */
async function storm(
  { db, house }: Place,
  { url }: Program,
  accounts: string[],
): Promise<number> {
  let perSecond = 0;
  for (const messages of [STORM.messages / 2, STORM.messages]) {
    const deliveries = Array.from({ length: messages }, (_, index) =>
      message(accounts[index % accounts.length] ?? "", index),
    );
    const before = await count(db, "message");
    const startedAt = performance.now();
    await flood(url + house.webhookPath, deliveries, STORM.connections);
    await until(() => isApplied(db), WAIT_MS, "applying");
    perSecond = (messages * 1_000) / (performance.now() - startedAt);
    const stored = (await count(db, "message")) - before;
    if (stored !== messages)
      throw new Error(`${messages} acknowledged, ${stored} stored`);
  }
  return perSecond;
}

function message(pageId: string, index: number): SignedDelivery {
  const psid = PSIDS[index % PSIDS.length] ?? "1";
  return signedMessage({ pageId, appSecret: APP_SECRET, psid });
}
