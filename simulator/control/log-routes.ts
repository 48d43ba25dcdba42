import { Hono } from "hono";
import { z } from "zod";
import { retryNow } from "../webhooks/attempt.ts";
import { outboxOf } from "../webhooks/publish.ts";
import { faultsSchema, noFaults } from "../world/faults.ts";
import type { World } from "../world/model.ts";
import { createPerson } from "../world/create.ts";
import { write } from "../world/person-acts.ts";
import { settingsSchema } from "../world/settings.ts";
import { openChat } from "../world/world.ts";
import { mustPage } from "./find.ts";
import { body } from "./problem.ts";

const burstSchema = z.object({
  pageId: z.string(),
  people: z.number().int().min(1).max(5_000).default(50),
  messagesEach: z.number().int().min(1).max(1_000).default(10),
  text: z.string().default("Message"),
});

/** Faults, settings, and what was seen on the wire. */
export function logRoutes(world: World): Hono {
  const app = new Hono();

  app.get("/faults", (c) => c.json(world.faults));
  app.patch("/faults", async (c) => {
    Object.assign(world.faults, await body(c, faultsSchema.partial()));
    faultsChanged(world);
    return c.json(world.faults);
  });
  app.delete("/faults", (c) => {
    Object.assign(world.faults, noFaults());
    faultsChanged(world);
    return c.json(world.faults);
  });

  app.get("/settings", (c) => c.json(world.settings));
  app.patch("/settings", async (c) => {
    Object.assign(world.settings, await body(c, settingsSchema.partial()));
    return c.json(world.settings);
  });

  app.get("/graph-calls", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    const path = c.req.query("path") ?? "";
    const method = c.req.query("method");
    const found = world.graphCalls.filter(
      (call) =>
        call.id > since &&
        call.path.includes(path) &&
        (method === undefined || call.method === method),
    );
    return c.json(newest(found, c.req.query("latest")));
  });
  app.delete("/graph-calls", (c) => {
    world.graphCalls.length = 0;
    return c.json({ ok: true });
  });

  app.get("/deliveries", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    const state = c.req.query("state");
    const found = world.deliveries.filter(
      (one) => one.id > since && (state === undefined || one.state === state),
    );
    return c.json(newest(found, c.req.query("latest")));
  });
  app.delete("/deliveries", (c) => {
    world.deliveries.length = 0;
    return c.json({ ok: true });
  });
  app.post("/deliveries/retry", (c) => c.json({ retried: retryNow(world) }));

  app.post("/burst", async (c) => {
    const input = await body(c, burstSchema);
    const page = mustPage(world, input.pageId);
    const mids: string[] = [];
    const chats = Array.from({ length: input.people }, (_, index) =>
      openChat(
        world,
        page,
        createPerson(world, { name: `Burst ${index + 1}` }),
      ),
    );
    for (let nth = 1; nth <= input.messagesEach; nth++)
      for (const chat of chats)
        mids.push(write(world, chat, { text: `${input.text} ${nth}` }).mid);
    return c.json({ mids, psids: chats.map(({ psid }) => psid) }, 201);
  });

  return app;
}

function newest<T>(all: T[], count: string | undefined): T[] {
  return count === undefined ? all : all.slice(-Number(count) || all.length);
}

function faultsChanged(world: World): void {
  outboxOf(world).resume();
  world.bus.emit({ type: "faults" });
}
