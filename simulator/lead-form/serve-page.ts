import { Hono } from "hono";
import { POLICY, readPage, serveFile } from "../page/serve.ts";

const FOLDER = new URL("page/", import.meta.url);

/** `/lead-form`: the page where one fills in a page's lead form. */
export function createLeadFormPage(): Hono {
  const app = new Hono();
  app.get("/lead-form", async (c) => {
    c.header("Content-Security-Policy", POLICY);
    return c.html(await readPage(FOLDER, "index.html"));
  });
  app.get("/lead-form/page/:file", (c) =>
    serveFile(c, FOLDER, c.req.param("file")),
  );
  return app;
}
