import { Hono } from "hono";
import { docsPage } from "#server/http/openapi/docs-page.ts";
import type { Api, HttpEnv } from "#server/http/edge/endpoint.ts";
import { openapiDocument } from "#server/http/openapi/openapi.ts";
import { EdgeError } from "#server/http/edge/problem.ts";
import { accessRoutes } from "./access.ts";
import { agentRoutes } from "./agents.ts";
import { cannedReplyRoutes } from "./canned-replies.ts";
import { channelLoginRoutes } from "./channel-login.ts";
import { channelGuideRoutes } from "#server/http/api/channel-guide.ts";
import { channelRoutes } from "./channels.ts";
import { companyRoutes } from "./company.ts";
import { customerRoutes } from "./customers.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { fileRoutes } from "./files.ts";
import { labelRoutes } from "./labels.ts";
import { mailRoutes } from "./mail.ts";
import { leadRoutes } from "./leads.ts";
import { leadSettingsRoutes } from "./lead-settings.ts";
import { meRoutes } from "./me.ts";
import { messageRoutes } from "./messages.ts";
import { offerRoutes } from "./offers.ts";
import { passwordResetRoutes } from "./password-reset.ts";
import { recordRoutes } from "./records.ts";
import { reviewRoutes } from "./review.ts";
import { routingRoutes } from "./routing.ts";
import { sessionRoutes } from "./sessions.ts";
import { setupRoutes } from "./setup.ts";
import { supervisionRoutes } from "./supervision.ts";
import { threadRoutes } from "./threads.ts";

/** REST under /api/v1, with its own description. */
export function apiRoutes(
  parts: Pick<Api, "host" | "services" | "limit" | "signInLimit">,
): Hono<HttpEnv> {
  const api: Api = { ...parts, hono: new Hono<HttpEnv>(), routes: [] };
  meRoutes(api);
  threadRoutes(api);
  offerRoutes(api);
  messageRoutes(api);
  fileRoutes(api);
  customerRoutes(api);
  labelRoutes(api);
  channelLoginRoutes(api);
  cannedReplyRoutes(api);
  // Before /channels/{id}.
  channelGuideRoutes(api);
  channelRoutes(api);
  routingRoutes(api);
  supervisionRoutes(api);
  companyRoutes(api);
  reviewRoutes(api);
  agentRoutes(api);
  accessRoutes(api);
  recordRoutes(api);
  leadSettingsRoutes(api);
  leadRoutes(api);
  deliveryRoutes(api);
  mailRoutes(api);
  sessionRoutes(api);
  setupRoutes(api);
  passwordResetRoutes(api);
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
