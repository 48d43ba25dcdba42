import { once } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Server } from "socket.io";
import * as postgresModule from "@socket.io/postgres-adapter";
import type { Database } from "#server/db/client.ts";
import type { Log } from "#server/runtime/log.ts";
import { connectRedis } from "./redis.ts";

type Pool = Database["pool"];

/** The way in which nodes of one installation pass events to each other. */
export type FanOut = {
  /** There are no other nodes. */
  alone: boolean;
  /** Attaches to the server; called once. `lineBroke`: called when events of other nodes may have been missed. */
  attach(io: Server, lineBroke: () => void): void;
  /**
   * Resolves once everything that was emitted until now is on its way to the
   * other nodes.
   * @throws Error: a part of it is not; it is emitted again
   */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

export type FanOutOptions = {
  db: Database;
  log: Log;
  /** The embedded database serves one process, so there is no other node. */
  alone: boolean;
  redisUrl: string | null;
};

// In a schema of its own: it is the adapter's, not the product's, and empties itself.
const ATTACHMENTS = "parley_live.socket_io_attachments";
const START_LOCK = 7_027_539_042_211; // any number that nothing else uses
/** Several reasons to fetch again within this time are one. */
const MENDED_AFTER_MS = 500;
/** The adapter stores a large event before it announces it. */
const CALLS_PER_EVENT = 2;
/** A call without an answer for so long has failed: the transaction that waits for it holds its rows. */
const FLUSH_TIMEOUT_MS = 2_000;

/** Nothing when alone; Redis streams when there is a Redis; else NOTIFY of the database that is there anyway. */
export async function createFanOut(options: FanOutOptions): Promise<FanOut> {
  if (options.alone && options.redisUrl === null) return onlyHere;
  return options.redisUrl === null
    ? overPostgres(options)
    : overRedis(options.redisUrl, options.log);
}

const onlyHere: FanOut = {
  alone: true,
  attach: () => undefined,
  flush: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

async function overPostgres({ db, log }: FanOutOptions): Promise<FanOut> {
  // One implicit transaction: "if not exists" alone fails when two nodes
  // start at once. It has several statements in one text, which db.sql cannot
  // run because it prepares them.
  await db.pool.query(`
    select pg_advisory_xact_lock(${START_LOCK});
    create schema if not exists parley_live;
    create unlogged table if not exists ${ATTACHMENTS} (
      id bigserial primary key, created_at timestamptz default now(), payload bytea)`);
  const calls = createCalls();
  const mending = createMending();
  return {
    alone: false,
    flush: calls.flush,
    attach(io, lineBroke) {
      const pool = lendTo(db.pool, calls.track, () => mending.begin(lineBroke));
      io.adapter(
        postgresModule.createAdapter(pool, {
          channelPrefix: "parley_live",
          tableName: ATTACHMENTS,
          errorHandler: (error: Error) =>
            log.warn({ reason: error.message }, "fan-out"),
        }),
      );
    },
    stop() {
      mending.stop();
      return Promise.resolve();
    },
  };
}

/**
 * Events of other nodes during an outage are lost here. Sockets that open
 * again fetch again, so closing them corrects their state.
 */
function createMending() {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(lineBroke: () => void): void {
      clearTimeout(timer);
      timer = globalThis.setTimeout(lineBroke, MENDED_AFTER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The adapters do not tell whether an event has left: the calls that they make for it do. */
function createCalls() {
  const open = new Set<Promise<unknown>>();
  let failed = false;
  return {
    track<Result>(call: Promise<Result>): Promise<Result> {
      open.add(call);
      call.then(
        () => open.delete(call),
        () => {
          open.delete(call);
          failed = true;
        },
      );
      return call;
    },
    async flush(): Promise<void> {
      const late = AbortSignal.timeout(FLUSH_TIMEOUT_MS);
      for (let call = 0; call < CALLS_PER_EVENT; call += 1) {
        await Promise.race([Promise.allSettled(open), aborted(late)]);
        await setImmediate();
      }
      if (late.aborted) {
        open.clear();
        failed = true;
      }
      if (!failed) return;
      failed = false;
      throw new Error("events did not reach the other nodes");
    },
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

type Calls = ReturnType<typeof createCalls>;

/**
 * The pool as the adapter sees it. The adapter drops a connection that has
 * ended instead of releasing it, and the pool would count it, and wait for it
 * at a stop, forever. `onMissed`: called when events of other nodes may have
 * been missed: once it listens again after a loss, and when it cannot read a
 * large one.
 */
function lendTo(pool: Pool, track: Calls["track"], onMissed: () => void): Pool {
  let connected = false;
  async function connect() {
    const client = await pool.connect();
    client.once("end", () => client.release(true));
    const isAgain = connected;
    connected = true;
    const query = client.query.bind(client) as Query;
    const listen: Query = async (...args) => {
      const result = await query(...args);
      // Not before: sockets that fetch again earlier would miss what comes in between.
      if (isAgain) onMissed();
      return result;
    };
    return Object.assign(client, { query: listen });
  }
  const query: Query = async (...args) => {
    const isRead = args[0].startsWith("SELECT payload");
    const call = (pool.query.bind(pool) as Query)(...args);
    if (!isRead) return track(call);
    return call.then(
      (result) => {
        if (result.rows.length === 0) onMissed();
        return result;
      },
      (error: unknown) => {
        onMissed();
        throw error;
      },
    );
  };
  return { connect, query } as unknown as Pool; // the adapter uses nothing else of it
}

type Query = (
  text: string,
  values?: unknown[],
) => Promise<{ rows: readonly unknown[] }>;

async function overRedis(url: string, log: Log): Promise<FanOut> {
  const [client, { createAdapter }] = await Promise.all([
    connectRedis(url, log),
    import("@socket.io/redis-streams-adapter"),
  ]);
  const calls = createCalls();
  const mending = createMending();
  // The adapter adds an event for other screens to the stream, and publishes what it asks the other processes.
  const publish = client.publish.bind(client);
  const xAdd = client.xAdd.bind(client);
  Object.assign(client, {
    publish: (...args: Parameters<typeof publish>) =>
      calls.track(publish(...args)),
    xAdd: (...args: Parameters<typeof xAdd>) =>
      calls.track(
        // The screens of this process get an event after this call. They do not wait until Redis is back.
        client.isReady ? xAdd(...args) : Promise.reject(new Error("no Redis")),
      ),
  });
  return {
    alone: false,
    flush: calls.flush,
    attach(io, lineBroke) {
      // The adapter listens on duplicates. One that is ready again has missed what came meanwhile.
      const duplicate = client.duplicate.bind(client);
      client.duplicate = (...args) => {
        const listener = duplicate(...args);
        const subscribe = listener.subscribe.bind(listener);
        // The adapter does not look at the result, and a rejection that nothing handles would end the process.
        listener.subscribe = (...subscribed) =>
          subscribe(...subscribed).catch((error: Error) =>
            log.warn({ reason: error.message }, "redis"),
          );
        let wasReady = false;
        listener.on("ready", () => {
          if (wasReady) mending.begin(lineBroke);
          wasReady = true;
        });
        return listener;
      };
      io.adapter(createAdapter(client, { streamName: "parley-live" }));
    },
    async stop() {
      mending.stop();
      // It waits for the replies to what was sent. A Redis that is away or froze gives none.
      const late = setTimeout(FLUSH_TIMEOUT_MS, undefined, { ref: false });
      await Promise.race([client.close(), late]);
      client.destroy();
    },
  };
}
