import type { Hono } from "hono";
import { currentHost } from "#server/auth/host.ts";
import { requestHost } from "#server/auth/request-host.ts";
import { createApp } from "#server/http/app.ts";
import { readinessChecks } from "#server/http/ops/checks.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { createMetrics } from "#server/http/ops/metrics.ts";
import { createServices } from "#server/pipeline/services.ts";
import { parseRequestTarget } from "#server/http/edge/request/request-target.ts";

let app: Promise<Hono<HttpEnv>> | null = null;

/**
 * The same API and webhooks on a plain Next host, without main.ts around it.
 * Live sockets and the work behind the webhooks then run in processes of
 * their own.
 */
export async function answerOnPlainHost(request: Request): Promise<Response> {
  // Around the pages stands a server that answers these addresses itself: what
  // comes here has found a second door, past its limits.
  if (currentHost()?.hasServer) return new Response(null, { status: 404 });
  const { origin, href } = new URL(request.url);
  const target = parseRequestTarget(href);
  if (target === null) return new Response(null, { status: 400 });
  app ??= open().catch((error: unknown) => {
    app = null;
    throw error;
  });
  return (await app).fetch(
    origin + target === href ? request : new Request(origin + target, request),
  );
}

async function open(): Promise<Hono<HttpEnv>> {
  const host = await requestHost();
  return createApp({
    host,
    services: createServices(host.context),
    checks: readinessChecks(host.context, {
      pendingMigrations: null,
      works: null,
    }),
    metrics: createMetrics(host.context.db, { sockets: () => 0, sends: {} }),
  });
}
