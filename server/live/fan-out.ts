import type { Server } from "socket.io";
import * as postgresModule from "@socket.io/postgres-adapter";
import type { Database } from "#server/db/client.ts";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";

type Pool = Database["pool"];

/** The way in which nodes of one installation pass events to each other. */
export type FanOut = {
  /** There are no other nodes. */
  alone: boolean;
  /** Attaches to the server; called once. `lineBroke`: called when events of other nodes may have been missed. */
  attach(io: Server, lineBroke: () => void): void;
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
const LAST_BACKOFF_MS = 3_000;
/** The adapter's LISTEN follows its connection at once. */
const LISTENS_AFTER_MS = 500;

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
  let mending: NodeJS.Timeout | undefined;
  return {
    alone: false,
    attach(io, lineBroke) {
      // Events of other nodes during a database outage are lost here. Sockets
      // that open again fetch again, so closing them corrects their state.
      const pool = lendTo(db.pool, () => {
        clearTimeout(mending);
        mending = setTimeout(lineBroke, LISTENS_AFTER_MS);
      });
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
      clearTimeout(mending);
      return Promise.resolve();
    },
  };
}

/**
 * The pool as the adapter sees it. The adapter drops a connection that has
 * ended instead of releasing it, and the pool would count it, and wait for it
 * at a stop, forever. `onAgain`: called after it has connected again following
 * a loss.
 */
function lendTo(pool: Pool, onAgain: () => void): Pool {
  let connected = false;
  async function connect() {
    const client = await pool.connect();
    client.once("end", () => client.release(true));
    if (connected) onAgain();
    connected = true;
    return client;
  }
  const query = pool.query.bind(pool);
  return { connect, query } as unknown as Pool; // the adapter uses nothing else of it
}

async function overRedis(url: string, log: Log): Promise<FanOut> {
  const [{ createClient }, { createAdapter }] = await Promise.all([
    import("redis"),
    import("@socket.io/redis-streams-adapter"),
  ]);
  let reached = false;
  const client = createClient({
    url,
    socket: {
      // At the first attempt, a wrong address must not look like a slow start.
      reconnectStrategy: (tries) =>
        reached && Math.min(tries * 100, LAST_BACKOFF_MS),
    },
  });
  client.on("error", (error: Error) =>
    log.warn({ reason: error.message }, "redis"),
  );
  await client.connect().catch((cause: unknown) => {
    throw new StartError("REDIS_URL: no Redis answers there.", { cause });
  });
  reached = true;
  return {
    alone: false,
    attach: (io) =>
      void io.adapter(createAdapter(client, { streamName: "parley-live" })),
    stop: () => client.close(),
  };
}
