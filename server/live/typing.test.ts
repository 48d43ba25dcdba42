import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { relayTyping } from "#server/live/typing.ts";
import { createWorld } from "#server/pipeline/test-world.ts";

test("a burst of typing packets, on or off, causes few queries, and its socket is cut", async () => {
  const db = await testDatabase();
  const world = createWorld(db);
  const actor = await world.agent("Ada");
  let closed = 0;
  const socket = Object.assign(new EventEmitter(), {
    conn: { close: () => (closed += 1) },
  });
  relayTyping(world.services, socket as never, () => Promise.resolve(actor));
  let asked = 0;
  const { prisma } = db;
  Object.defineProperty(world.context, "db", {
    get: () => ((asked += 1), { ...db, prisma }),
  });
  const threadId = "0192f0c1-0000-7000-8000-000000000000";
  for (let n = 0; n < 1_500; n++)
    socket.emit("typing", { threadId, on: false });
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
  expect(asked).toBeLessThanOrEqual(20);
  expect(closed).toBe(0);
  for (let n = 0; n < 600; n++) socket.emit("typing", "nonsense");
  expect(closed).toBeGreaterThan(0);
});
