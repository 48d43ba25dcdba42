import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PAGE_FIELDS } from "./webhooks/fields.ts";
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from "./start.ts";
import { DEFAULT_APP, DEFAULT_PAGES } from "./world/default-world.ts";

/** For tests: a receiver of webhooks, and a simulator whose first page is
 *  subscribed to it. Everything goes over HTTP, as for a stranger. */

export type Received = {
  headers: Record<string, string | string[] | undefined>;
  raw: Buffer;
  /** The parsed body. */
  json: { object: string; entry: Entry[] };
};

type Entry = {
  id: string;
  time: number;
  messaging?: Item[];
  standby?: Item[];
  changes?: { field: string; value: Record<string, unknown> }[];
};

// Webhook items are of many shapes; a test says which one it expects.
export type Item = Record<string, Record<string, unknown>> & {
  sender: { id: string };
  recipient: { id: string };
  timestamp: number;
};

export type Receiver = {
  url: string;
  received: Received[];
  /** Every messaging and standby item so far. */
  items(): Item[];
  /** The answer to the next POSTs; null: never. */
  answer: number | null;
  until(condition: () => boolean, what?: string): Promise<void>;
  stop(): Promise<void>;
};

export const VERIFY_TOKEN = "verify-me";
export const APP = DEFAULT_APP;
export const PAGE = DEFAULT_PAGES[0];
export const OTHER_PAGE = DEFAULT_PAGES[1];
export const PERSON = "person_default_1";
export const PSID = "7300000000001001";

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://receiver");
    if (request.method === "GET") {
      const isRight = url.searchParams.get("hub.verify_token") === VERIFY_TOKEN;
      response.writeHead(isRight ? 200 : 403);
      response.end(isRight ? url.searchParams.get("hub.challenge") : "no");
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      const json = parse(raw);
      received.push({ headers: request.headers, raw, json });
      if (receiver.answer !== null) {
        response.writeHead(receiver.answer);
        response.end();
      }
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/webhook`,
    received,
    answer: 200,
    items: () =>
      received.flatMap(({ json }) =>
        json.entry.flatMap((entry) => entry.messaging ?? entry.standby ?? []),
      ),
    until(condition, what = "a webhook") {
      const TIMEOUT_MS = 8_000;
      return new Promise((resolve, reject) => {
        const check = () => {
          if (!condition()) return;
          clearTimeout(late);
          clearInterval(poll);
          waiting.delete(check);
          resolve();
        };
        const late = setTimeout(() => {
          clearInterval(poll);
          waiting.delete(check);
          reject(new Error(`Waited ${TIMEOUT_MS} ms for ${what}.`));
        }, TIMEOUT_MS);
        // The condition may also speak of the simulator's own state.
        const poll = setInterval(check, 20);
        waiting.add(check);
        check();
      });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function parse(raw: Buffer): Received["json"] {
  try {
    const json = JSON.parse(raw.toString()) as Partial<Received["json"]>;
    return { object: json.object ?? "", entry: json.entry ?? [] };
  } catch {
    return { object: "", entry: [] };
  }
}

export type TestWorld = {
  simulator: Simulator;
  receiver: Receiver;
  control<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T>;
  /** An act of the first person on the first page. */
  act<T = Record<string, unknown>>(act: string, body?: unknown): Promise<T>;
  graph(method: string, path: string, body?: unknown): Promise<GraphAnswer>;
  /** Sends as the page to the first person, within the standard window. */
  send(given: Record<string, unknown>): Promise<GraphAnswer>;
  stop(): Promise<void>;
};

export type GraphAnswer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    error?: {
      code: number;
      error_subcode?: number;
      message: string;
      type: string;
      fbtrace_id: string;
    };
  };
};

export async function startTestWorld(
  options: SimulatorOptions = {},
): Promise<TestWorld> {
  const receiver = await startReceiver();
  const simulator = await startSimulator({
    port: 0,
    ...options,
    settings: {
      retryDelaysMs: [10, 30],
      echoDelayMs: 10,
      deliveryDelayMs: 20,
      ...options.settings,
    },
  });

  async function control<T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const response = await fetch(
      `${simulator.url}/_sim${path}`,
      json(method, body),
    );
    const answer = (await response.json()) as T;
    if (!response.ok)
      throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async function graph(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<GraphAnswer> {
    const url = new URL(`${simulator.url}/v26.0/${path}`);
    if (!url.searchParams.has("access_token"))
      url.searchParams.set("access_token", PAGE.token);
    const response = await fetch(url, json(method, body));
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as GraphAnswer["body"],
    };
  }

  await control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: receiver.url,
    verifyToken: VERIFY_TOKEN,
  });
  for (const page of [PAGE, OTHER_PAGE])
    await graph(
      "POST",
      `${page.pageId}/subscribed_apps?subscribed_fields=${PAGE_FIELDS.join(",")}&access_token=${page.token}`,
    );
  return {
    simulator,
    receiver,
    control,
    graph,
    act: (act, body = {}) =>
      control("POST", `/chats/${PAGE.pageId}/${PERSON}/${act}`, body),
    send: (given) =>
      graph("POST", `${PAGE.pageId}/messages`, {
        recipient: { id: PSID },
        messaging_type: "RESPONSE",
        ...given,
      }),
    async stop() {
      await simulator.stop();
      await receiver.stop();
    },
  };
}

function json(method: string, body: unknown): RequestInit {
  if (body === undefined) return { method };
  return {
    method,
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  };
}
