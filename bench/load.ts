import { setTimeout as passing } from "node:timers/promises";
import { Agent, request } from "node:http";
import type { SignedDelivery } from "./deliveries.ts";

export type Answer = { status: number; body: string; ms: number };

/** Calls over a number of kept-open connections, as a busy client makes them. */
export type Caller = {
  call(
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: Buffer | string,
  ): Promise<Answer>;
  close(): void;
};

export function openCaller(connections: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    call: (method, url, headers, body) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const outgoing = request(url, { method, headers, agent }, (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => (text += chunk));
          answer.on("end", () =>
            resolve({
              status: answer.statusCode ?? 0,
              body: text,
              ms: performance.now() - startedAt,
            }),
          );
        });
        outgoing.on("error", reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Posts one delivery. @throws Error when it is not acknowledged */
export async function post(
  caller: Caller,
  url: string,
  { body, signature }: SignedDelivery,
): Promise<Answer> {
  const answer = await caller.call(
    "POST",
    url,
    {
      "content-type": "application/json",
      "content-length": String(body.byteLength),
      "x-hub-signature-256": signature,
    },
    body,
  );
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

/** All of them, as fast as `connections` allow. Answers milliseconds. */
export async function flood(
  url: string,
  deliveries: SignedDelivery[],
  connections: number,
): Promise<number> {
  const caller = openCaller(connections);
  let next = 0;
  const work = async () => {
    for (;;) {
      const delivery = deliveries[next];
      next += 1;
      if (!delivery) return;
      await post(caller, url, delivery);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const ms = performance.now() - startedAt;
  caller.close();
  return ms;
}

/** Begins `act` at a steady pace, whether or not earlier ones have ended, and waits for all. */
export async function atRate(
  perSecond: number,
  count: number,
  act: (index: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  while (running.length < count) {
    const due = startedAt + (running.length * 1000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) {
      await passing(waitMs);
      continue;
    }
    running.push(act(running.length));
  }
  await Promise.all(running);
}
