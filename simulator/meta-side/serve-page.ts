import { Hono } from "hono";
import { POLICY, readPage, serveFile } from "../page/serve.ts";

const FOLDER = new URL("page/", import.meta.url);

/** `/meta-side`: the page where one changes what Meta, or a page's admin, decides. */
export function createMetaSidePage(): Hono {
  const app = new Hono();
  app.get("/meta-side", async (c) => {
    c.header("Content-Security-Policy", POLICY);
    return c.html(await readPage(FOLDER, "index.html"));
  });
  app.get("/meta-side/page/:file", (c) =>
    serveFile(c, FOLDER, c.req.param("file")),
  );
  return app;
}
