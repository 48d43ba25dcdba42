import { createServer } from "node:http";
import { Server } from "socket.io";
import { afterEach, expect, test } from "vitest";
import type { Database } from "#server/db/client.ts";
import { createLog } from "#server/runtime/log.ts";
import { createFanOut, type FanOut } from "./fan-out.ts";
import { connectRedis, redisTrouble } from "./redis.ts";
import { REPLIES, startTestRedis, type TestRedis } from "./test-redis.ts";

/** Redis at the start, and while events leave for other processes. */

const log = createLog("silent");
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function start(refusal?: string): Promise<TestRedis> {
  const redis = await startTestRedis(refusal);
  closing.push(redis.stop);
  return redis;
}

test.each([
  [REPLIES.denied, /protected mode/, /requirepass/],
  [REPLIES.noauth, /asks for a password/, /redis:\/\/:password@host:6379/],
  [REPLIES.wrongpass, /refuses the user or password/, /%40/],
])(
  "a start that Redis refuses says why and what to do",
  async (reply, message, fix) => {
    const { url } = await start(reply);
    const secret = url.replace("//", "//:a-secret@");
    const error: unknown = await connectRedis(secret, log).catch(
      (failure: unknown) => failure,
    );
    expect(error).toMatchObject({
      name: "StartError",
      message: expect.stringMatching(message) as string,
      fix: expect.stringMatching(fix) as string,
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("a-secret");
  },
);

test("an address where nothing answers is named, with the other scheme", () => {
  const error = new Error("connect ECONNREFUSED 10.0.0.9:6379");
  const at = (url: string) => redisTrouble(error, url);
  expect(at("redis://10.0.0.9:6379").message).toBe(
    "No Redis answers at 10.0.0.9:6379: connect ECONNREFUSED 10.0.0.9:6379.",
  );
  expect(at("redis://10.0.0.9:6379").fix).toContain("rediss://");
  expect(at("rediss://10.0.0.9:6379").fix).toContain("redis://");
});

/** A server of Socket.IO whose events go over Redis. */
async function over(
  redis: TestRedis,
): Promise<{ fanOut: FanOut; emit(): void }> {
  const fanOut = await createFanOut({
    db: {} as Database, // not used with Redis
    log,
    alone: false,
    redisUrl: redis.url,
  });
  const io = new Server(createServer());
  fanOut.attach(io, () => undefined);
  closing.push(() => fanOut.stop());
  closing.push(() => io.close());
  return { fanOut, emit: () => void io.emit("thread.updated", {}) };
}

test("what was emitted is on its way once Redis has taken it", async () => {
  const redis = await start();
  const { fanOut, emit } = await over(redis);
  emit();
  await fanOut.flush();
  expect(redis.added).toBe(1);
});

test("an event that Redis refuses, or takes no notice of, is emitted again", async () => {
  const redis = await start();
  const { fanOut, emit } = await over(redis);
  redis.onAdd = REPLIES.full;
  emit();
  await expect(fanOut.flush()).rejects.toThrow("did not reach");
  redis.onAdd = null;
  emit();
  await expect(fanOut.flush()).rejects.toThrow("did not reach");
});

test("while Redis is away events are neither lost nor waited for", async () => {
  const redis = await start();
  const { fanOut, emit } = await over(redis);
  emit();
  await fanOut.flush();
  await redis.stop();
  await expect
    .poll(async () => {
      emit();
      return fanOut.flush().then(
        () => "flushed",
        (error: Error) => error.message,
      );
    })
    .toContain("did not reach");
  const asked = performance.now();
  emit();
  await expect(fanOut.flush()).rejects.toThrow("did not reach");
  expect(performance.now() - asked).toBeLessThan(1_000);
});
