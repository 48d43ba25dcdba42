import { randomUUID } from "node:crypto";
import type { Database } from "#server/db/client.ts";
import { signedMessage, signedReceipt } from "../deliveries.ts";
import { alone } from "../figures.ts";
import { atRate, post } from "../load.ts";
import { pause, until } from "../program.ts";
import { isApplied } from "../scene.ts";
import { APP_SECRET } from "../seed.ts";
import { percentile } from "../statistics.ts";
import { PART, SETTLE_MS, spend, type Hall } from "./hall.ts";

export const WAIT_MS = 60_000;

/** A steady pace, and how many in all. */
export type Pace = { perSecond: number; count: number };

export async function messages(
  hall: Hall,
  psids: string[],
  { name, perSecond, count }: Pace & { name: string },
): Promise<void> {
  await spend(hall, { name, count }, async () => {
    await atRate(perSecond, count, (index) =>
      write(hall, psids[index % psids.length] ?? ""),
    );
    await until(() => isApplied(hall.db), WAIT_MS, "applying");
    await pause(SETTLE_MS);
  });
}

export async function replies(
  hall: Hall,
  threads: string[],
  { perSecond, count }: Pace,
): Promise<void> {
  const name = `a reply, sent, ${perSecond}/s`;
  await spend(hall, { name, count }, async () => {
    await atRate(perSecond, count, (index) =>
      sendReply(hall, threads[index % threads.length] ?? ""),
    );
    await until(() => nothingToSend(hall.db), WAIT_MS, "sending");
    await pause(SETTLE_MS);
  });
}

/** The vendor's notices that a customer has received, and read, everything up to now. */
export async function receipts(
  hall: Hall,
  psids: string[],
  { perSecond, count }: Pace,
): Promise<void> {
  const { caller, program, house } = hall;
  const name = `a notice that a message was read, ${perSecond}/s`;
  await spend(hall, { name, count }, async () => {
    await atRate(perSecond, count, async (index) => {
      const receipt = signedReceipt({
        pageId: house.pageId,
        appSecret: APP_SECRET,
        psid: psids[index % psids.length] ?? "",
      });
      await post(caller, program.url + house.webhookPath, receipt);
    });
    await until(() => isApplied(hall.db), WAIT_MS, "applying");
    await pause(SETTLE_MS);
  });
}

/** New customers write, `atOnce` at a time; each is offered to one agent, accepted and closed. */
export async function arrivals(
  hall: Hall,
  members: number,
  { count, atOnce }: { count: number; atOnce: number },
  connected = hall.sockets.length,
): Promise<void> {
  const where = `in a queue of ${members}, ${connected} connected, ${atOnce} at once`;
  const name = `a new customer, offered, accepted, closed ${where}`;
  let offerMs: number[] = [];
  await spend(hall, { name, count }, async () => {
    offerMs = await serve(hall, { count, atOnce });
    await pause(SETTLE_MS);
  });
  const p50 = percentile(offerMs, 0.5);
  const until = `until the offer ${where}`;
  hall.say(`${until}: ${p50.toFixed(0)} ms`);
  hall.figures.push(
    alone({ part: PART, name: `${until}, p50`, unit: "ms" }, [p50]),
  );
}

/** Milliseconds from each new customer's message to its offer on a screen. */
export async function serve(
  hall: Hall,
  { count, atOnce }: { count: number; atOnce: number },
): Promise<number[]> {
  const { sockets } = hall;
  const awaited = new Map<string, (threadId: string, agent: number) => void>();
  const listeners = sockets.map((socket, agent) => {
    const listener = ({ thread }: Offered) =>
      awaited.get(thread.customer.identities[0]?.externalId ?? "")?.(
        thread.id,
        agent,
      );
    socket.on("offer.created", listener);
    return { socket, listener };
  });
  const offerMs: number[] = [];
  let begun = 0;
  async function serveOne(): Promise<void> {
    while (begun < count) {
      begun += 1;
      const psid = String(BigInt(`0x${randomUUID().slice(0, 8)}`) + 10n ** 15n);
      const offered = new Promise<[string, number]>((resolve) => {
        awaited.set(psid, (...offer) => resolve(offer));
      });
      const startedAt = performance.now();
      await write(hall, psid);
      const [threadId, agent] = await offered;
      awaited.delete(psid);
      offerMs.push(performance.now() - startedAt);
      await call(hall, `offers/${threadId}/accept`, {}, agent);
      await call(hall, `threads/${threadId}/close`, {}, agent);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, serveOne));
  for (const { socket, listener } of listeners)
    socket.off("offer.created", listener);
  return offerMs;
}

type Offered = {
  thread: { id: string; customer: { identities: { externalId: string }[] } };
};

export async function write(
  { caller, program, house }: Hall,
  psid: string,
): Promise<void> {
  const { pageId, webhookPath } = house;
  const delivery = signedMessage({ pageId, psid, appSecret: APP_SECRET });
  await post(caller, program.url + webhookPath, delivery);
}

export async function call(
  { caller, program, house }: Hall,
  path: string,
  body: object,
  agent = 0,
): Promise<void> {
  const { status, body: said } = await caller.call(
    "POST",
    `${program.url}/api/v1/${path}`,
    {
      authorization: `Bearer ${house.tokens[agent]}`,
      "content-type": "application/json",
    },
    JSON.stringify(body),
  );
  if (status >= 300) throw new Error(`${path}: ${status} ${said}`);
}

export function sendReply(hall: Hall, threadId: string): Promise<void> {
  return call(hall, `threads/${threadId}/messages`, {
    text: "Yes, it is in stock.",
    clientId: randomUUID(),
  });
}

export async function nothingToSend(db: Database): Promise<boolean> {
  const { rows } = await db.pool.query(
    `select from message where direction = 'out' and status in ('queued', 'sending') limit 1`,
  );
  return rows.length === 0;
}
