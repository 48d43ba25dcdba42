import type { Server } from "socket.io";
import * as postgresModule from "@socket.io/postgres-adapter";
import type { Database } from "#server/db/client.ts";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";

type Pool = Database["pool"];

/** How nodes of one installation tell each other. */
export type FanOut = {
  /** There are no other nodes. */
  alone: boolean;
  /** Takes its place in the server; called once. `lineBroke`: other nodes may have told what we did not hear. */
  attach(io: Server, lineBroke: () => void): void;
  stop(): Promise<void>;
};

export type FanOutOptions = {
  db: Database;
  log: Log;
  /** The embedded database serves one process: nobody else to tell. */
  alone: boolean;
  redisUrl: string | null;
};

// In a schema of its own: it is the adapter's, not the product's, and empties itself.
const ATTACHMENTS = "parley_live.socket_io_attachments";
const START_LOCK = 7_027_539_042_211; // any number that nobody else takes
const LAST_BACKOFF_MS = 3_000;
/** The adapter's LISTEN follows its connection at once. */
const LISTENS_AFTER_MS = 500;

/** Nothing when alone; Redis streams when there is a Redis; else NOTIFY of the database we have anyway. */
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
  // One implicit transaction: "if not exists" alone fails when two nodes start at once.
  // Several statements in one text: db.sql prepares, and what is prepared is one statement.
  await db.pool.query(`
    select pg_advisory_xact_lock(${START_LOCK});
    create schema if not exists parley_live;
    create unlogged table if not exists ${ATTACHMENTS} (
      id bigserial primary key, created_at timestamptz default now(), payload bytea)`);
  let mending: NodeJS.Timeout | undefined;
  return {
    alone: false,
    attach(io, lineBroke) {
      // What other nodes told while the database was away is lost to us. Sockets
      // that open again fetch again, so closing them mends the picture.
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
 * The pool as the adapter sees it. The adapter forgets a connection that has
 * ended instead of giving it back, and the pool would count it, and wait for
 * it at a stop, for ever. `onAgain`: it has connected anew after a loss.
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
  return { connect, query } as unknown as Pool; // all that the adapter asks of it
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
      // The first time a wrong address must not look like a slow start.
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
