import { io, type Socket } from "socket.io-client";
import { signedMessages, type SignedDelivery } from "../deliveries.ts";
import { alone, compared, type Figure, type Pair } from "../figures.ts";
import { atRate, openCaller, post } from "../load.ts";
import { until } from "../program.ts";
import { isApplied, PSIDS, type Scene } from "../scene.ts";
import { APP_SECRET } from "../seed.ts";
import { percentile } from "../statistics.ts";

export type Pace = { perSecond: number; agents: number; seconds: number };

/** Milliseconds from the POST to each agent's event, and from the last POST to the last event. */
type Heard = { ms: number[]; drainMs: number };

const CONNECTIONS = 64;
const HEAR_MS = 60_000;
/** One second after the last POST nothing may wait. */
const BACKLOG_MS = 1_000;

/** (c) from a webhook's POST to the agents' sockets, at a steady pace. */
export async function measureLive(scene: Scene): Promise<Figure[]> {
  const { size, say } = scene;
  const figures: Figure[] = [];
  for (const pace of size.paces) {
    const p50: Pair[] = [];
    const p99: Pair[] = [];
    for (let round = 0; round < size.rounds; round += 1) {
      const product = await hearProduct(scene, pace);
      const bare = await hearBare(scene, pace);
      const at = (share: number): Pair => ({
        product: percentile(product.ms, share),
        bare: percentile(bare.ms, share),
      });
      p50.push(at(0.5));
      p99.push(at(0.99));
      say(
        `live, ${pace.perSecond}/s, ${pace.agents} agents, round ${round + 1}: p50 ${at(0.5).product.toFixed(1)} ms, bare ${at(0.5).bare.toFixed(1)} ms`,
      );
    }
    const what = `POST to socket, ${pace.perSecond}/s, ${pace.agents} agents`;
    const slow = pace.perSecond === 20;
    figures.push(
      compared(
        { part: "c", name: `${what}, p50`, unit: "ms" },
        p50,
        slow ? { atMost: 2 } : {},
      ),
      compared(
        { part: "c", name: `${what}, p99`, unit: "ms" },
        p99,
        slow ? { atMost: 3 } : {},
      ),
    );
  }
  const { sustained } = size;
  const { drainMs } = await hearProduct(scene, sustained);
  await until(() => isApplied(scene.product.db), HEAR_MS, "applying");
  say(`live, sustained: last event ${drainMs.toFixed(0)} ms after the last`);
  figures.push(
    alone(
      {
        part: "c",
        name: `${sustained.perSecond}/s for ${sustained.seconds} s, ${sustained.agents} agents: last event after the last POST`,
        unit: "ms",
      },
      [drainMs],
      { atMost: BACKLOG_MS },
    ),
  );
  return figures;
}

export function hearProduct(
  { product, house }: Pick<Scene, "product" | "house">,
  pace: Pace,
): Promise<Heard> {
  const { url } = product.program;
  return hear({
    pace,
    deliveries: bodies(pace, house.pageId),
    postTo: url + house.webhookPath,
    open: (index) => openSocket(url, house.tokens[index]),
    midOf: (payload) =>
      (payload as { message: { externalId: string } }).message.externalId,
  });
}

function hearBare({ bare, house }: Scene, pace: Pace): Promise<Heard> {
  type Raw = { entry: [{ messaging: [{ message: { mid: string } }] }] };
  return hear({
    pace,
    deliveries: bodies(pace, house.pageId),
    postTo: `${bare.url}/`,
    open: () => openSocket(bare.url),
    midOf: (payload) => (payload as Raw).entry[0].messaging[0].message.mid,
  });
}

function bodies({ perSecond, seconds }: Pace, pageId: string) {
  const count = Math.ceil(perSecond * seconds);
  return signedMessages(count, PSIDS, { pageId, appSecret: APP_SECRET });
}

async function hear(input: {
  pace: Pace;
  deliveries: SignedDelivery[];
  postTo: string;
  open: (index: number) => Promise<Socket>;
  midOf: (payload: unknown) => string;
}): Promise<Heard> {
  const { pace, deliveries, postTo, open, midOf } = input;
  const posted = new Map<string, number>();
  const ms: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: pace.agents }, (_, index) => open(index)),
  );
  for (const socket of sockets) {
    socket.on("message.created", (payload: unknown) => {
      const at = posted.get(midOf(payload));
      if (at !== undefined) ms.push(performance.now() - at);
    });
  }
  const caller = openCaller(CONNECTIONS);
  let lastPost = 0;
  await atRate(pace.perSecond, deliveries.length, async (index) => {
    const delivery = deliveries[index];
    if (!delivery) return;
    lastPost = performance.now();
    posted.set(delivery.mid, lastPost);
    await post(caller, postTo, delivery);
  });
  const wanted = deliveries.length * pace.agents;
  await until(
    () => Promise.resolve(ms.length >= wanted),
    HEAR_MS,
    `${wanted} events, ${ms.length} heard`,
  );
  const drainMs = performance.now() - lastPost;
  caller.close();
  for (const socket of sockets) socket.disconnect();
  return { ms, drainMs };
}

export function openSocket(url: string, token?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = io(url, {
      transports: ["websocket"],
      forceNew: true,
      ...(token === undefined ? {} : { auth: { token } }),
    });
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}
