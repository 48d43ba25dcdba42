import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context as Call } from "hono";
import { routePath } from "hono/route";
import { createAuthHandler } from "#server/auth/handler.ts";
import type { Host } from "#server/auth/host.ts";
import {
  createSignInLimit,
  type SignInLimit,
} from "#server/auth/sign-in-limit.ts";
import { ANSWER_HEADERS } from "#server/http/edge/response/answer-headers.ts";
import { apiRoutes } from "#server/http/api/api.ts";
import {
  createApiLimit,
  defaultApiRates,
  type ApiRates,
} from "#server/http/edge/request/api-limit.ts";
import { boundBody, maxBodyBytes } from "#server/http/edge/request/body.ts";
import {
  callerAddress,
  forwardedAddress,
} from "#server/runtime/caller-address.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { openPublicFile } from "#server/domain/files/open-file.ts";
import { fileResponse } from "#server/http/edge/response/file-response.ts";
import { healthRoutes, type Checks } from "#server/http/ops/health.ts";
import { metricsRoute, type Metrics } from "#server/http/ops/metrics.ts";
import {
  EdgeError,
  problemResponse,
} from "#server/http/edge/response/problem.ts";
import { complianceRoutes } from "#server/http/compliance.ts";
import { createWebhookSources } from "#server/http/webhook-sources.ts";
import { webhookRoutes } from "#server/http/webhooks.ts";
import type { Services } from "#server/pipeline/services.ts";
import {
  currentTraceId,
  tracedRequest,
} from "#server/runtime/telemetry/traced.ts";

export type AppOptions = {
  host: Host;
  services: Services;
  checks: Checks;
  metrics: Metrics;
  rates?: ApiRates;
  signInLimit?: SignInLimit;
  /** watch: health and metrics alone, for a process that serves nobody. */
  surface?: "all" | "watch";
};

/**
 * Everything that is not a page: webhooks, API, log-in, health, metrics. The
 * node server and a plain Next host mount the same one.
 */
export function createApp(options: AppOptions): Hono<HttpEnv> {
  const { host, checks, metrics } = options;
  const { log } = host.context;
  const app = new Hono<HttpEnv>();

  app.use(async (call, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    call.set("requestId", requestId);
    call.set("address", addressOf(host, call));
    // Set before where the answer is sure to be made by the context: afterwards it has to be made anew.
    const early = call.req.path.startsWith("/webhooks/");
    if (early) setHeaders(call, requestId);
    const header = (name: string) => call.req.header(name);
    let traceId: string | undefined;
    await tracedRequest(header, async (span) => {
      traceId = currentTraceId();
      await next();
      span.updateName(`${call.req.method} ${routePath(call)}`);
      span.setAttributes({
        "http.request.method": call.req.method,
        "http.route": routePath(call),
        "http.response.status_code": call.res.status,
        "parley.request_id": requestId,
      });
    });
    if (!early || call.res.status !== 200) completeHeaders(call, requestId);
    const ms = performance.now() - startedAt;
    const line = {
      requestId,
      ...(traceId ? { traceId } : {}),
      method: call.req.method,
      route: routePath(call),
      status: call.res.status,
      ms: Math.round(ms),
      agentId: call.get("actor")?.agentId,
      seenById: call.get("actor")?.seenBy?.agentId,
    };
    metrics.observeRequest(line.method, line.route, line.status, ms / 1000);
    if (isWatcher(line.route)) log.debug(line, "request");
    else log.info(line, "request");
  });
  // Webhooks bound theirs themselves: a web stream around it costs more than all else they do.
  app.use("/api/*", async (call, next) => {
    call.req.raw = boundBody(call.req.raw, maxBodyBytes(call.req.path));
    await next();
  });
  app.route("/", healthRoutes(checks));
  app.route("/", metricsRoute(metrics));
  if (options.surface !== "watch") serveEverything(app, options);
  app.notFound((call) =>
    problemResponse(new EdgeError("not_found"), call, log),
  );
  app.onError((error, call) => problemResponse(error, call, log));
  return app;
}

function serveEverything(
  app: Hono<HttpEnv>,
  {
    host,
    services,
    rates,
    signInLimit = createSignInLimit({ db: host.context.db }),
  }: AppOptions,
): void {
  const signIn = createAuthHandler(host, signInLimit);
  const limit = createApiLimit(services.limits, rates ?? defaultApiRates);
  const sources = createWebhookSources(services);
  app.route("/", webhookRoutes({ ...services, sources }));
  app.route("/", complianceRoutes({ ...services, sources }));
  // Files that we sent, for channels that fetch them: open, and only for who knows the address.
  app.on(["GET", "HEAD"], "/media/:token/:name", async (call) => {
    const token = call.req.param("token");
    const file = await openPublicFile(host.context, token);
    return fileResponse(file, call.req.raw.headers);
  });
  app.on(["GET", "POST"], "/api/auth/*", async (call) => {
    const answer = await signIn(call.req.raw, call.get("address"));
    if (!answer) throw new EdgeError("not_found");
    return answer;
  });
  app.route("/api/v1", apiRoutes({ host, services, limit, signInLimit }));
}

function setHeaders(call: Call<HttpEnv>, requestId: string): void {
  call.header("x-request-id", requestId);
  for (const [name, value] of ANSWERS) call.header(name, value);
}

/** An answer's own values stay. */
function completeHeaders(call: Call<HttpEnv>, requestId: string): void {
  const { headers } = call.res;
  call.header("x-request-id", requestId);
  for (const [name, value] of ANSWERS) {
    if (!headers.has(name)) call.header(name, value);
  }
}

const ANSWERS = Object.entries(ANSWER_HEADERS);

function addressOf({ trustedProxies }: Host, call: Call<HttpEnv>): string {
  const { incoming } = (call.env ?? {}) as Partial<HttpBindings>;
  if (incoming) return callerAddress(incoming, trustedProxies);
  const header = call.req.header("x-forwarded-for");
  return forwardedAddress(header, trustedProxies) ?? "unknown";
}

// Asked every few seconds for ever; a log full of them hides the rest.
function isWatcher(route: string): boolean {
  return (
    route === "/api/health" || route === "/api/ready" || route === "/metrics"
  );
}
