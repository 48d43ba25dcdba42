import { truncate } from "#contract/text/text.ts";
import type { createClient } from "redis";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";

type Client = ReturnType<typeof createClient>;

const LAST_BACKOFF_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A line that was cut without a word is noticed by the missing answer to a ping. */
const PING_EVERY_MS = 5_000;
const SILENT_MS = 15_000;
/** Redis explains itself at length; the log and the doctor need its first sentence. */
const MAX_REASON = 120;

/** `message`: one sentence that names the place. `fix`: the next step. */
export type RedisTrouble = { message: string; fix: string };

/**
 * Connects, and connects again whenever the connection ends later.
 * @throws StartError: the first attempt failed; it says why and what to do
 */
export async function connectRedis(url: string, log: Log): Promise<Client> {
  const { createClient } = await import("redis");
  let reached = false;
  const client: Client = createClient({
    url,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENT_MS,
      // At the first attempt, a wrong address must not look like a slow start.
      reconnectStrategy: (tries) =>
        reached && Math.min(tries * 100, LAST_BACKOFF_MS),
    },
  });
  client.on("error", (error: Error) =>
    log.warn({ reason: redisTrouble(error, url).message }, "redis"),
  );
  await client.connect().catch((cause: unknown) => {
    const { message, fix } = redisTrouble(cause, url);
    throw new StartError(message, { cause, fix });
  });
  reached = true;
  return client;
}

/** The words for an error of the client. Pure. The answer never has the password of the address. */
export function redisTrouble(error: unknown, url: string): RedisTrouble {
  const { host, password, protocol } = new URL(url);
  const { message = "", code } = error as NodeJS.ErrnoException;
  if (message.startsWith("DENIED"))
    return {
      message: `The Redis at ${host} is in protected mode: it has no password and refuses other machines.`,
      fix: "Set a password in redis.conf (requirepass, or an ACL user), restart Redis, and put it into REDIS_URL: redis://:password@host:6379.",
    };
  if (message.startsWith("NOAUTH"))
    return {
      message: `The Redis at ${host} asks for a password, and REDIS_URL has none.`,
      fix: "Put it into REDIS_URL: redis://:password@host:6379, or redis://user:password@host:6379 for an ACL user.",
    };
  if (message.startsWith("WRONGPASS"))
    return {
      message: `The Redis at ${host} refuses the ${password === "" ? "user" : "user or password"} of REDIS_URL.`,
      fix: "Correct them. Characters such as @, / and # are written as %40, %2F and %23 there.",
    };
  if (message.startsWith("NOPERM"))
    return {
      message: `The user of REDIS_URL lacks a right at the Redis at ${host}.`,
      fix: "Give it these: +@stream +@pubsub +@connection ~parley-live* &socket.io#*",
    };
  return {
    message: `No Redis answers at ${host}: ${reasonOf(message, code)}.`,
    fix:
      protocol === "rediss:"
        ? "Start it, correct the address, or say redis:// if that port speaks without TLS."
        : "Start it, correct the address, or say rediss:// if that port speaks TLS.",
  };
}

function reasonOf(message: string, code = "no reason given"): string {
  const [first = ""] = (message || code).split(/\.\s/);
  return truncate(first.replace(/\.$/, ""), MAX_REASON);
}
