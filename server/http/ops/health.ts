import { Hono } from "hono";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";

/** Each check returns whether its part is usable, with its state in a word or two. */
export type Checks = Record<string, () => Promise<CheckResult>>;
export type CheckResult = { ok: boolean; detail?: string };

/** A check that hangs counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

export function healthRoutes(checks: Checks): Hono<HttpEnv> {
  const hono = new Hono<HttpEnv>();
  hono.get("/api/health", (call) => call.json({ status: "ok" }));
  hono.get("/api/ready", async (call) => {
    const results = Object.fromEntries(
      await Promise.all(
        Object.entries(checks).map(
          async ([name, check]) => [name, await run(check)] as const,
        ),
      ),
    );
    const ready = Object.values(results).every(({ ok }) => ok);
    return call.json(
      { status: ready ? "ready" : "not ready", checks: results },
      ready ? 200 : 503,
    );
  });
  return hono;
}

async function run(check: () => Promise<CheckResult>): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, detail: "no answer" }),
      CHECK_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    // The part that failed logs the reason; the outside does not get it.
    return { ok: false, detail: "failed" };
  } finally {
    clearTimeout(timer);
  }
}
