import { Hono } from "hono";
import { docsPage } from "#server/http/docs-page.ts";
import type { Api, HttpEnv } from "#server/http/endpoint.ts";
import { openapiDocument } from "#server/http/openapi.ts";
import { EdgeError } from "#server/http/problem.ts";
import { agentRoutes } from "#server/http/api/agents.ts";
import { channelRoutes } from "#server/http/api/channels.ts";
import { customerRoutes } from "#server/http/api/customers.ts";
import { deliveryRoutes } from "#server/http/api/deliveries.ts";
import { fileRoutes } from "#server/http/api/files.ts";
import { labelRoutes } from "#server/http/api/labels.ts";
import { meRoutes } from "#server/http/api/me.ts";
import { messageRoutes } from "#server/http/api/messages.ts";
import { offerRoutes } from "#server/http/api/offers.ts";
import { recordRoutes } from "#server/http/api/records.ts";
import { routingRoutes } from "#server/http/api/routing.ts";
import { setupRoutes } from "#server/http/api/setup.ts";
import { supervisionRoutes } from "#server/http/api/supervision.ts";
import { threadRoutes } from "#server/http/api/threads.ts";

/** REST under /api/v1, with its own description. */
export function apiRoutes(
  parts: Pick<Api, "host" | "limit" | "signInLimit">,
): Hono<HttpEnv> {
  const api: Api = { ...parts, hono: new Hono<HttpEnv>(), routes: [] };
  meRoutes(api);
  threadRoutes(api);
  offerRoutes(api);
  messageRoutes(api);
  fileRoutes(api);
  customerRoutes(api);
  labelRoutes(api);
  channelRoutes(api);
  routingRoutes(api);
  supervisionRoutes(api);
  agentRoutes(api);
  recordRoutes(api);
  deliveryRoutes(api);
  setupRoutes(api);
  describe(api);
  refuseTheRest(api);
  return api.hono;
}

function describe({ hono, host, routes }: Api): void {
  const document = openapiDocument(routes, host.context.config.publicUrl);
  const json = JSON.stringify(document);
  const page = docsPage(document);
  hono.get("/openapi.json", (call) =>
    call.body(json, 200, { "content-type": "application/json" }),
  );
  hono.get("/docs", (call) =>
    call.html(page, 200, {
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    }),
  );
}

/** A known address asked by another method: 405 with what it takes; any other: 404. */
function refuseTheRest({ hono, routes }: Api): void {
  const methods = new Map<string, string[]>();
  for (const { method, path } of routes) {
    const pattern = path.replace(/\{\w+\}/g, ":id");
    methods.set(pattern, [
      ...(methods.get(pattern) ?? []),
      method.toUpperCase(),
    ]);
  }
  for (const [pattern, allowed] of methods) {
    hono.all(pattern, () => {
      throw new EdgeError("method_not_allowed", { allow: allowed.join(", ") });
    });
  }
  hono.all("*", () => {
    throw new EdgeError("not_found");
  });
}
