import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { World } from "../world/model.ts";

const KEEP_ALIVE_MS = 15_000;

/** `/_sim/events`: every world event as one server-sent event. */
export function streamRoutes(world: World): Hono {
  const app = new Hono();
  app.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      const off = world.bus.on((event) => {
        void stream.writeSSE({ data: JSON.stringify(event) });
      });
      stream.onAbort(off);
      await stream.writeSSE({ data: JSON.stringify({ type: "world" }) });
      while (!stream.aborted && (await world.timers.wait(KEEP_ALIVE_MS)))
        await stream.writeSSE({ event: "alive", data: "" });
      off();
    }),
  );
  return app;
}
