import { Hono } from "hono";
import { z } from "zod";
import type { Cast } from "../cast.ts";
import { body } from "./problem.ts";

/** The switch of the customers who write on their own. */
export function castRoutes(cast: Cast): Hono {
  const app = new Hono();
  app.get("/cast", (c) => c.json({ on: cast.on }));
  app.post("/cast", async (c) => {
    cast.set((await body(c, z.object({ on: z.boolean() }))).on);
    return c.json({ on: cast.on });
  });
  return app;
}
