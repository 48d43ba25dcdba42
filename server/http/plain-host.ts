import type { Hono } from "hono";
import { requestHost } from "#server/auth/request-host.ts";
import { createApp } from "#server/http/app.ts";
import { readinessChecks } from "#server/http/checks.ts";
import type { HttpEnv } from "#server/http/endpoint.ts";
import { createMetrics } from "#server/http/metrics.ts";

let app: Promise<Hono<HttpEnv>> | null = null;

/**
 * The same API and webhooks on a plain Next host, without main.ts around it.
 * Live sockets and the work behind the webhooks then run in processes of
 * their own.
 */
export async function answerOnPlainHost(request: Request): Promise<Response> {
  app ??= open().catch((error: unknown) => {
    app = null;
    throw error;
  });
  return (await app).fetch(request);
}

async function open(): Promise<Hono<HttpEnv>> {
  const host = await requestHost();
  return createApp({
    host,
    checks: readinessChecks(host.context, {
      pendingMigrations: null,
      works: null,
    }),
    metrics: createMetrics(host.context.db, { sockets: () => 0, sends: {} }),
  });
}
