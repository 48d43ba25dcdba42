import { Hono, type Context } from "hono";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";

const FILE = /^(?:[a-z-]+\/)?[a-z-]+\.(ts|css|svg)$/;
const KINDS: Record<string, string> = {
  ts: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
/** Files of this folder that are the server's. */
const PRIVATE = new Set(["serve.ts"]);

const FOLDER = new URL("./", import.meta.url);

/** The page where one plays the customers. Its modules are sent as they are,
 *  with the types blanked out, so there is nothing to build. */
export function createPageApp(): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    c.header("Content-Security-Policy", POLICY);
    return c.html(await readPage(FOLDER, "index.html"));
  });
  app.get("/favicon.ico", (c) => c.redirect("/page/mark.svg"));
  app.get("/page/:file{.+}", (c) => serveFile(c, FOLDER, c.req.param("file")));
  return app;
}

/** A module, style or picture of a page's folder; 404 for everything else. */
export async function serveFile(
  c: Context,
  folder: URL,
  name: string,
): Promise<Response> {
  const kind = FILE.exec(name)?.[1];
  if (kind === undefined || PRIVATE.has(name)) return c.notFound();
  let text: string;
  try {
    text = await readPage(folder, name);
  } catch {
    return c.notFound();
  }
  return c.body(kind === "ts" ? strip(text) : text, 200, {
    "Content-Type": KINDS[kind] ?? "text/plain",
    "Cache-Control": "no-cache",
  });
}

/** Nothing of a page comes from elsewhere. */
export const POLICY =
  "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";

export function readPage(folder: URL, name: string): Promise<string> {
  return readFile(new URL(name, folder), "utf8");
}

/** Node says once that stripping on demand is experimental, although it strips
 *  this very file in the same way; that line would only puzzle. */
function strip(text: string): string {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
