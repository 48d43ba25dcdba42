import { Hono } from "hono";
import sharp from "sharp";
import type { World } from "../world/model.ts";
import { drawLogo } from "./logos.ts";
import { drawPortrait } from "./portraits.ts";
import { sampleBytes } from "./samples.ts";
import { drawSticker } from "./stickers.ts";

const painted = new Map<string, Promise<Uint8Array>>();

/** `/cdn/…`: pictures and files. Links handed to apps carry their end in `oe`
 *  (hex seconds) and answer 403 after it; `view=1` is for the own page. */
export function createCdn(world: World): Hono {
  const app = new Hono();

  app.use("*", async (c, next) => {
    if (
      c.req.query("view") === undefined &&
      isExpired(world, c.req.query("oe"))
    )
      return c.text("URL signature expired", 403);
    await next();
    return undefined;
  });

  app.get("/assets/:id/:name", (c) => {
    const asset = world.assets.get(c.req.param("id"));
    if (!asset) return c.text("Bad URL hash", 404);
    return ranged(asset.bytes, asset.mimeType, c.req.header("range"), {
      "Content-Disposition": `inline; filename*=UTF-8''${encodeURIComponent(asset.name)}`,
    });
  });
  app.get("/portraits/:file", (c) =>
    picture(c.req.param("file"), "jpeg", drawPortrait),
  );
  app.get("/logos/:file", (c) => picture(c.req.param("file"), "png", drawLogo));
  app.get("/stickers/:file", (c) =>
    picture(c.req.param("file"), "png", drawSticker),
  );
  app.get("/samples/:key", async (c) => {
    const sample = await sampleBytes(c.req.param("key"));
    if (!sample) return c.notFound();
    return ranged(sample.bytes, sample.mimeType, c.req.header("range"), {});
  });
  return app;
}

function isExpired(world: World, ends: string | undefined): boolean {
  if (world.faults.cdnExpired) return true;
  if (ends === undefined) return false;
  return Number.parseInt(ends, 16) * 1000 <= Date.now();
}

async function picture(
  file: string,
  format: "jpeg" | "png",
  draw: (key: string) => string | null,
): Promise<Response> {
  const svg = draw(file.replace(/\.\w+$/, ""));
  if (!svg) return new Response("Not found", { status: 404 });
  const bytes =
    painted.get(file) ?? sharp(Buffer.from(svg)).toFormat(format).toBuffer();
  painted.set(file, bytes);
  return ranged(await bytes, `image/${format}`, undefined, {
    "Cache-Control": "max-age=3600",
  });
}

/** Whole, or the part a player asks for: video needs ranges to seek. */
function ranged(
  bytes: Uint8Array,
  mimeType: string,
  range: string | undefined,
  more: Record<string, string>,
): Response {
  const headers = {
    "Content-Type": mimeType,
    "Accept-Ranges": "bytes",
    "X-Content-Type-Options": "nosniff",
    // A web page sent as a file must not run as one of ours.
    "Content-Security-Policy": "sandbox",
    ...more,
  };
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!match) return new Response(Buffer.from(bytes), { headers });
  const start = Number(match[1]);
  const end = Math.min(
    bytes.length - 1,
    match[2] ? Number(match[2]) : Infinity,
  );
  if (start > end)
    return new Response(null, {
      status: 416,
      headers: { "Content-Range": `bytes */${bytes.length}` },
    });
  return new Response(Buffer.from(bytes.subarray(start, end + 1)), {
    status: 206,
    headers: {
      ...headers,
      "Content-Range": `bytes ${start}-${end}/${bytes.length}`,
    },
  });
}
