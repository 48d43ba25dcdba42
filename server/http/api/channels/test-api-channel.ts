import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A home-made channel from outside: what a developer posts, and what their receiver gets. */

type Got = { headers: Record<string, string>; body: Out; raw: string };
type Out = {
  id: string;
  conversation: { key: string };
  customer: { id: string };
  text: string | null;
  attachments: { url: string; name: string; type: string; size: number }[];
  replyTo: string | null;
};

/** The world of the file's tests; `openShop` fills it. */
export const shop = {} as {
  server: TestServer;
  sue: Actor;
  olga: Actor;
  channel: ConnectedChannel;
  /** The requests that the receiver has got in this test. */
  got: Got[];
  /** The receiver answers no sooner. */
  answerAfter: Promise<void>;
  answer: { status: number; headers?: Record<string, string>; body: unknown };
};

/** Runs a server with a receiver and its channel around the tests of a file. */
export function openShop(): void {
  let pipeline: Pipeline;
  let receiver: Server;
  beforeAll(async () => {
    const server = await startTestServer(await testDatabase(), {
      outboundPrivate: true,
    });
    pipeline = startPipeline(server.world.services, {
      role: "all",
      announceTo: server.live.sink,
    });
    receiver = createServer((request, response) => {
      void readRaw(request).then((raw) => {
        const headers = request.headers as Record<string, string>;
        shop.got.push({ headers, raw, body: JSON.parse(raw) as Out });
        void shop.answerAfter.then(() => {
          const { status, headers, body } = shop.answer;
          response.writeHead(status, headers);
          response.end(JSON.stringify(body));
        });
      });
    }).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const sue = await server.world.agent("Sue", "supervisor");
    const olga = await server.world.agent("Olga", "owner");
    const { port } = receiver.address() as AddressInfo;
    const { body } = await server.call(sue, "POST", "/channels", {
      type: "api",
      name: "Shop app",
      callbackUrl: `http://127.0.0.1:${port}/in`,
    });
    Object.assign(shop, {
      server,
      sue,
      olga,
      channel: body as ConnectedChannel,
    });
  });
  afterAll(async () => {
    await pipeline.stop();
    await shop.server.stop();
    receiver.close();
  });
  beforeEach(() => {
    shop.got = [];
    shop.answerAfter = Promise.resolve();
    shop.answer = { status: 200, body: {} };
  });
}

async function readRaw(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>)
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export const newId = (kind: string) => `${kind}_${randomToken(9)}`;
export const conversation = (id: string, key = "", more = {}) => ({
  key,
  customer: { id, ...more },
});

export async function post(events: unknown[], token = shop.channel.token) {
  const path = new URL(shop.channel.inboundUrl ?? "").pathname;
  const response = await shop.server.request(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ events }),
  });
  return { status: response.status, body: (await response.json()) as object };
}

export async function threadsOf(customerId: string): Promise<Thread[]> {
  const { items } = (
    await shop.server.call(
      shop.sue,
      "GET",
      `/threads?channel=${shop.channel.id}&limit=100`,
    )
  ).body as { items: Thread[] };
  return items.filter(({ customer }) =>
    customer.identities.some(({ externalId }) => externalId === customerId),
  );
}

export async function threadOf(customerId: string): Promise<Thread> {
  return vi.waitFor(
    async () => {
      const [thread] = await threadsOf(customerId);
      if (!thread) throw new Error("not there yet");
      return thread;
    },
    { timeout: 30_000 },
  );
}

export async function messagesOf(threadId: string): Promise<Message[]> {
  const { items } = (
    await shop.server.call(shop.sue, "GET", `/threads/${threadId}/messages`)
  ).body as { items: Message[] };
  return items.filter(({ kind }) => kind === "message").reverse();
}

export const soon = <T>(check: () => Promise<T>) =>
  vi.waitFor(check, { timeout: 30_000, interval: 50 });

export async function say(threadId: string, body: object): Promise<Message> {
  const { status, body: message } = await shop.server.call(
    shop.sue,
    "POST",
    `/threads/${threadId}/messages`,
    { clientId: newId("c"), ...body },
  );
  expect(status).toBe(202);
  return message as Message;
}
