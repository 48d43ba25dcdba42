import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { expect } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { until } from "./until.ts";

/** The other end of an API channel, as a developer builds it by docs/api-channel.md. */

export type Received = {
  type: string;
  id: string;
  customer: { id: string };
  text: string | null;
  attachments: { url: string; name: string; type: string; size: number }[];
};

/** The secrets that the page of a connected channel shows once. */
export type ChannelSecrets = {
  inboundUrl: string;
  token: string;
  signingSecret: string;
};

/** A server with a receiver for replies and pictures to fetch. */
export function startHomeMade() {
  const received: Received[] = [];
  const pictures = new Map<string, Buffer>();
  let secrets: ChannelSecrets | null = null;
  const server = createServer((request, response) => {
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "image/png" });
      response.end(pictures.get(request.url ?? ""));
      return;
    }
    void readText(request).then((raw) => {
      try {
        received.push(verified(raw, request));
        const externalId = `reply-${received.length}`;
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ externalId }));
      } catch {
        response.writeHead(401).end();
      }
    });
  });
  function verified(raw: string, { headers }: IncomingMessage): Received {
    const webhook = new Webhook(secrets?.signingSecret ?? "");
    return webhook.verify(raw, headers as Record<string, string>) as Received;
  }
  let events = 0;
  return {
    /** Everything that came with a signature that fits, oldest first. */
    received,
    async listen(): Promise<string> {
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const { port } = server.address() as AddressInfo;
      return `http://127.0.0.1:${port}`;
    },
    connect: (given: ChannelSecrets) => (secrets = given),
    /** Shown at this path from now on. */
    picture: (path: string, bytes: Buffer) => pictures.set(path, bytes),
    /** Posts one event of a customer. */
    async post(customer: { id: string; name?: string }, event: object) {
      events += 1;
      const answer = await fetch(secrets?.inboundUrl ?? "", {
        method: "POST",
        headers: {
          authorization: `Bearer ${secrets?.token}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          events: [
            { id: `event-${events}`, conversation: { customer }, ...event },
          ],
        }),
      });
      expect(await answer.json()).toEqual({ accepted: 1 });
    },
    stop: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/** Runs a program that was copied from the console, as a developer would; its packages are ours. */
export async function runExample(name: string, code: string) {
  const folder = await mkdtemp(join(".cache", "example-"));
  const file = join(folder, name);
  await writeFile(file, code);
  const isShell = name.endsWith(".sh");
  const running = spawn(isShell ? "sh" : process.execPath, [file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const note = (chunk: Buffer) => (output += chunk.toString());
  running.stdout.on("data", note);
  running.stderr.on("data", note);
  const ended = new Promise((done) => running.once("close", done));
  return {
    prints: (words: string) =>
      until(`${words} of ${name}: ${output}`, () => output.includes(words)),
    async stop(): Promise<void> {
      running.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
