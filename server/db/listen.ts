import pg from "pg";
import type { Log } from "#server/runtime/log.ts";
import { pause } from "#server/runtime/pause.ts";
import { connectionOptions } from "./client.ts";

export type ListenOptions = {
  url: string;
  channels: string[];
  onNotify(channel: string, payload: string): void;
  /** Called after every connection, also the first: notifications before it were missed, so poll. */
  onReconnect(): void;
  log: Log;
};

export type Listener = {
  stop(): Promise<void>;
};

const FIRST_BACKOFF_MS = 250;
const LAST_BACKOFF_MS = 5_000;
const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 5_000;

/**
 * Listens on one dedicated connection until stopped. A lost connection is
 * opened again with back-off. A ping finds a connection that stopped
 * answering.
 * disconnected → connecting → listening → disconnected …; `stop` ends it from
 * any of them.
 */
export function startListener(options: ListenOptions): Listener {
  const stopping = new AbortController();
  const done = keepListening(options, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return done;
    },
  };
}

async function keepListening(
  options: ListenOptions,
  signal: AbortSignal,
): Promise<void> {
  let backOffMs = FIRST_BACKOFF_MS;
  while (!signal.aborted) {
    try {
      await listenOnce(options, signal, () => {
        backOffMs = FIRST_BACKOFF_MS;
      });
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      options.log.warn({ reason, backOffMs }, "listener lost its connection");
    }
    await pause(backOffMs, signal);
    backOffMs = Math.min(backOffMs * 2, LAST_BACKOFF_MS);
  }
}

async function listenOnce(
  { url, channels, onNotify, onReconnect }: ListenOptions,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<void> {
  const client = new pg.Client({
    ...connectionOptions(url),
    query_timeout: PING_TIMEOUT_MS,
  });
  const lost = new Promise<never>((_resolve, reject) => {
    client.on("error", reject);
    client.on("end", () => reject(new Error("connection ended")));
  });
  lost.catch(() => undefined); // it may break before it is awaited
  client.on("notification", ({ channel, payload }) => {
    onNotify(channel, payload ?? "");
  });
  try {
    await Promise.race([client.connect(), lost]);
    for (const channel of channels) {
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    }
    onConnected();
    onReconnect();
    while (!signal.aborted) {
      await Promise.race([pause(PING_EVERY_MS, signal), lost]);
      if (!signal.aborted) await client.query("SELECT 1");
    }
  } finally {
    await end(client);
  }
}

// Bounded, because a server that does not answer would not confirm the end either.
async function end(client: pg.Client): Promise<void> {
  const giveUp = new AbortController();
  await Promise.race([
    client.end().catch(() => undefined),
    pause(PING_TIMEOUT_MS, giveUp.signal),
  ]);
  giveUp.abort();
}
