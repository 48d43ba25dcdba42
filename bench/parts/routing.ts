import { randomUUID } from "node:crypto";
import type { Socket } from "socket.io-client";
import { openDatabase, type Database } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { drainQueues } from "#server/domain/routing/offering/drain.ts";
import { createVault } from "#server/runtime/crypto.ts";
import { createLog } from "#server/runtime/log.ts";
import { signedMessage } from "../deliveries.ts";
import { alone, type Figure } from "../figures.ts";
import { openCaller, post, type Caller } from "../load.ts";
import { until } from "../program.ts";
import type { Scene } from "../scene.ts";
import {
  APP_SECRET,
  ENCRYPTION_KEY,
  seedHouse,
  seedThreads,
  type House,
} from "../seed.ts";
import { createDatabase, openBeside } from "../stage.ts";
import { percentile } from "../statistics.ts";
import { openSocket } from "./live.ts";

const OFFER_MS = 150;
const TAKES_MS = 1_000;
const SELECT_MS = 20;
const WAIT_MS = 20_000;

/** (g) giving out: from a POST to the offers on agents' screens, a rush of takes, and a choice in a long queue. */
export async function measureRouting(scene: Scene): Promise<Figure[]> {
  const { size, product, say } = scene;
  const { agents, arrivals, takes, waiting, selections } = size.routing;
  const house = await seedHouse(product.db, agents, { mark: "r" });
  const ringing = await openRinging(product.program.url, house);
  const caller = openCaller(Math.max(takes, 4));
  const hall: Hall = { scene, house, ringing, caller };

  const turns = await offerMs(hall, "round_robin", arrivals);
  say(
    `offers to one of ${agents}: p99 ${percentile(turns, 0.99).toFixed(0)} ms`,
  );
  const all = await offerMs(hall, "ring_all", arrivals);
  say(`offers to all ${agents}: p99 ${percentile(all, 0.99).toFixed(0)} ms`);
  const rush = await takeAtOnce(hall, takes);
  say(`${takes} takes: ${rush.ms.toFixed(0)} ms, ${rush.winners} won`);
  for (const socket of ringing.sockets) socket.disconnect();
  caller.close();
  const selecting = await selectMs(scene, waiting, selections);
  say(`choosing among ${waiting}: ${percentile(selecting, 0.5).toFixed(1)} ms`);

  const part = "g";
  const p50 = (ms: number[]) => [percentile(ms, 0.5)];
  const p99 = (ms: number[]) => [percentile(ms, 0.99)];
  const offer = (how: string) => `arrival to offer, ${agents} agents, ${how}`;
  return [
    alone(
      { part, name: `${offer("round robin")}, p50`, unit: "ms" },
      p50(turns),
    ),
    alone(
      { part, name: `${offer("round robin")}, p99`, unit: "ms" },
      p99(turns),
      { atMost: OFFER_MS },
    ),
    alone({ part, name: `${offer("ring all")}, p50`, unit: "ms" }, p50(all)),
    alone({ part, name: `${offer("ring all")}, p99`, unit: "ms" }, p99(all), {
      atMost: OFFER_MS,
    }),
    alone(
      {
        part,
        name: `${takes} takes at once: until all are answered`,
        unit: "ms",
      },
      [rush.ms],
      { atMost: TAKES_MS },
    ),
    alone({ part, name: "… of them won", unit: "" }, [rush.winners], {
      atLeast: 1,
      atMost: 1,
    }),
    alone(
      { part, name: `a choice among ${waiting} waiting, p50`, unit: "ms" },
      p50(selecting),
      { atMost: SELECT_MS },
    ),
  ];
}

type Ringing = {
  sockets: Socket[];
  /** Called for each offer that reaches a screen. */
  onOffer: (psid: string) => void;
};

type Hall = { scene: Scene; house: House; ringing: Ringing; caller: Caller };

type Offered = {
  thread: { customer: { identities: { externalId: string }[] } };
};

async function openRinging(url: string, house: House): Promise<Ringing> {
  const sockets = await Promise.all(
    house.tokens.map((token) => openSocket(url, token)),
  );
  const ringing: Ringing = { sockets, onOffer: () => undefined };
  for (const socket of sockets) {
    socket.on("offer.created", ({ thread }: Offered) =>
      ringing.onOffer(thread.customer.identities[0]?.externalId ?? ""),
    );
  }
  return ringing;
}

/** One customer after the other writes for the first time. Milliseconds from each POST to each screen. */
async function offerMs(
  hall: Hall,
  strategy: "round_robin" | "ring_all",
  arrivals: number,
): Promise<number[]> {
  const { scene, house, ringing } = hall;
  const { db } = scene.product;
  await setStrategy(db, house, strategy);
  const screens = strategy === "ring_all" ? house.tokens.length : 1;
  const counted: number[] = [];
  // One more, which warms up.
  for (let index = 0; index <= arrivals; index += 1) {
    const heard: number[] = [];
    const { psid, postedAt } = await arrive(hall, (psid) => {
      ringing.onOffer = (of) => {
        if (of === psid) heard.push(performance.now());
      };
    });
    const what = `${screens} offers of ${strategy}`;
    await until(() => Promise.resolve(heard.length >= screens), WAIT_MS, what);
    if (index > 0) counted.push(...heard.map((at) => at - postedAt));
    if (strategy === "ring_all") await accept(hall, psid, index);
  }
  await setStrategy(db, house, "manual");
  return counted;
}

async function accept(hall: Hall, psid: string, index: number): Promise<void> {
  const { scene, house, caller } = hall;
  const threadId = await threadOf(scene.product.db, psid);
  const token = house.tokens[index % house.tokens.length];
  const { status, body } = await caller.call(
    "POST",
    `${scene.product.program.url}/api/v1/offers/${threadId}/accept`,
    { authorization: `Bearer ${token}` },
  );
  if (status !== 200) throw new Error(`accept: ${status} ${body}`);
}

/** Everybody takes one waiting thread at the same moment. */
async function takeAtOnce(
  hall: Hall,
  takes: number,
): Promise<{ ms: number; winners: number }> {
  const { scene, house, caller } = hall;
  const { psid } = await arrive(hall, () => undefined);
  const { db, program } = scene.product;
  await until(
    async () => (await threadOf(db, psid)) !== "",
    WAIT_MS,
    "a thread to take",
  );
  const url = `${program.url}/api/v1/threads/${await threadOf(db, psid)}/take`;
  const startedAt = performance.now();
  const answers = await Promise.all(
    house.tokens.slice(0, takes).map((token) =>
      caller.call(
        "POST",
        url,
        {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
        },
        "{}",
      ),
    ),
  );
  const ms = performance.now() - startedAt;
  const odd = answers.find(({ status }) => status !== 200 && status !== 409);
  if (odd) throw new Error(`take: ${odd.status} ${odd.body}`);
  const winners = answers.filter(({ status }) => status === 200).length;
  return { ms, winners };
}

/** The choice itself, in this process: on a database of its own, where nobody else gives out. */
async function selectMs(
  { product, size }: Scene,
  waiting: number,
  selections: number,
): Promise<number[]> {
  const name = `queue_${randomUUID().slice(0, 8)}`;
  const url = await createDatabase(product.db, name, { migrated: true });
  const beside = openBeside(url);
  const db = openDatabase({ url, log: createLog("warn") });
  const house = await seedHouse(beside, size.routing.agents);
  await seedThreads(beside, house, waiting);
  await beside.pool.query(`
    update thread set status = 'waiting', routing = 'queued', "ownerId" = null, "closedAt" = null,
      "waitingSince" = "lastMessageAt", "queuedAt" = "lastMessageAt", "rankAt" = "lastMessageAt"`);
  await setStrategy(beside, house, "round_robin");
  await beside.pool.query(
    `insert into node (id, "seenAt") values ('bench', now() + interval '1 hour')`,
  );
  await beside.pool.query(
    `insert into agent_connection (id, "agentId", "nodeId")
     select id::text, id, 'bench' from agent where role = 'agent'`,
  );
  await beside.pool.query("vacuum analyze");
  const context = contextOn(db);
  const ms: number[] = [];
  for (let index = 0; index <= selections; index += 1) {
    // Everybody has had their share, but one has room for one more.
    await beside.pool.query(
      `update agent set presence = case when id = $1 then 'available' else 'away' end,
         capacity = 1 + (select count(*) from offer where "agentId" = agent.id)`,
      [house.agentIds[index % house.agentIds.length]],
    );
    const startedAt = performance.now();
    await drainQueues(context, [house.queueId]);
    if (index > 0) ms.push(performance.now() - startedAt);
  }
  const { rows } = await beside.pool.query<{ n: number }>(
    "select count(*)::int as n from offer",
  );
  if (rows[0]?.n !== selections + 1) throw new Error(`${rows[0]?.n} offers`);
  await db.close();
  await beside.close();
  return ms;
}

function contextOn(db: Database): Context {
  return {
    db,
    clock: { now: () => new Date() },
    log: createLog("warn"),
    vault: createVault([ENCRYPTION_KEY]),
    files: createFileStore({ dataDir: "." }),
    config: {
      publicUrl: "",
      metaGraphUrl: "",
      metaGraphVersion: "",
      presenceGraceMs: 60_000,
      allowPrivateServices: false,
      outboundPrivate: false,
    },
  };
}

/** A customer never heard of writes. @param before called with who it is */
async function arrive(
  { scene, house, caller }: Hall,
  before: (psid: string) => void,
): Promise<{ psid: string; postedAt: number }> {
  const psid = String(BigInt(`0x${randomUUID().slice(0, 8)}`) + 10n ** 15n);
  const { pageId } = house;
  const delivery = signedMessage({ pageId, psid, appSecret: APP_SECRET });
  before(psid);
  const postedAt = performance.now();
  await post(caller, scene.product.program.url + house.webhookPath, delivery);
  return { psid, postedAt };
}

async function threadOf(db: Database, psid: string): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select t.id from thread t join identity i on i.id = t."identityId" where i."externalId" = $1`,
    [psid],
  );
  return rows[0]?.id ?? "";
}

async function setStrategy(
  db: Database,
  { queueId }: House,
  strategy: string,
): Promise<void> {
  await db.pool.query("update queue set strategy = $2 where id = $1", [
    queueId,
    strategy,
  ]);
}
