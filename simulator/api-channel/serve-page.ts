import { Hono } from "hono";
import { readPage, serveFile, POLICY } from "../page/serve.ts";

const FOLDER = new URL("page/", import.meta.url);

/** `/api-channel`: the page where one plays the customers of an API channel. */
export function createApiChannelPage(): Hono {
  const app = new Hono();
  app.get("/api-channel", async (c) => {
    c.header("Content-Security-Policy", POLICY);
    return c.html(await readPage(FOLDER, "index.html"));
  });
  app.get("/api-channel/page/:file", (c) =>
    serveFile(c, FOLDER, c.req.param("file")),
  );
  return app;
}
