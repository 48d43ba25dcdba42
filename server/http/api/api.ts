import { Hono } from "hono";
import { docsPage } from "#server/http/openapi/docs-page.ts";
import type { Api } from "#server/http/edge/endpoint.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { openapiDocument } from "#server/http/openapi/openapi.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";
import { accessRoutes } from "./access.ts";
import { agentRoutes } from "#server/http/api/people/agents.ts";
import { bulkRoutes } from "#server/http/api/threads/bulk.ts";
import { macroRoutes } from "#server/http/api/threads/macros.ts";
import { cannedReplyRoutes } from "#server/http/api/threads/canned-replies.ts";
import { channelLoginRoutes } from "#server/http/api/channels/channel-login.ts";
import { channelGuideRoutes } from "#server/http/api/channels/channel-guide.ts";
import { channelRoutes } from "#server/http/api/channels/channels.ts";
import { companyRoutes } from "#server/http/api/company/company.ts";
import { consentRoutes } from "#server/http/api/customers/consents.ts";
import { customerFieldRoutes } from "#server/http/api/customers/customer-fields.ts";
import { segmentRoutes } from "#server/http/api/customers/segments.ts";
import { customerStageRoutes } from "#server/http/api/customers/customer-stages.ts";
import { noteCategoryRoutes } from "#server/http/api/customers/note-categories.ts";
import { gettingStartedRoutes } from "#server/http/api/company/getting-started.ts";
import { systemRoutes } from "#server/http/api/company/system.ts";
import { privacySettingsRoutes } from "#server/http/api/company/privacy.ts";
import { legalHoldRoutes } from "#server/http/api/customers/legal-holds.ts";
import { dataRequestRoutes } from "#server/http/api/company/data-requests.ts";
import { retentionRoutes } from "#server/http/api/company/retention.ts";
import { customerRecordRoutes } from "#server/http/api/customers/customer-record.ts";
import {
  customerImportRoutes,
  leadImportRoutes,
} from "#server/http/api/customers/imports.ts";
import { customerRoutes } from "#server/http/api/customers/customers.ts";
import { deliveryRoutes } from "#server/http/api/channels/deliveries.ts";
import { viewingRoutes } from "#server/http/api/threads/viewing.ts";
import {
  deletedThreadRoutes,
  setAsideRoutes,
} from "#server/http/api/threads/set-aside.ts";
import { draftRoutes } from "#server/http/api/threads/drafts.ts";
import { transcriptRoutes } from "#server/http/api/threads/transcript.ts";
import { scheduledRoutes } from "#server/http/api/threads/scheduled.ts";
import { fileRoutes } from "./files.ts";
import { labelRoutes } from "#server/http/api/threads/labels.ts";
import { mailRoutes } from "#server/http/api/company/mail.ts";
import { teamChatRoutes } from "#server/http/api/company/team-chats.ts";
import { leadRoutes } from "#server/http/api/leads/leads.ts";
import { leadSettingsRoutes } from "#server/http/api/leads/lead-settings.ts";
import { meRoutes } from "#server/http/api/people/me.ts";
import { photoRoutes } from "#server/http/api/people/photo.ts";
import { messageRoutes } from "#server/http/api/threads/messages.ts";
import { notificationRoutes } from "#server/http/api/people/notifications.ts";
import { offerRoutes } from "#server/http/api/threads/offers.ts";
import { passwordResetRoutes } from "#server/http/api/people/password-reset.ts";
import { recordRoutes } from "./records.ts";
import { reviewRoutes } from "#server/http/api/company/review.ts";
import { routingRoutes } from "#server/http/api/company/routing.ts";
import { seeAsRoutes } from "#server/http/api/people/see-as.ts";
import { sessionRoutes } from "#server/http/api/people/sessions.ts";
import { totpRoutes } from "#server/http/api/people/totp.ts";
import { setupRoutes } from "#server/http/api/people/setup.ts";
import { reportRoutes } from "./company/reports.ts";
import { supervisionRoutes } from "#server/http/api/company/supervision.ts";
import { threadRoutes } from "#server/http/api/threads/threads.ts";
import { viewRoutes } from "#server/http/api/threads/views.ts";

/** REST under /api/v1, with its own description. */
export function apiRoutes(
  parts: Pick<Api, "host" | "services" | "limit" | "signInLimit">,
): Hono<HttpEnv> {
  const api: Api = { ...parts, hono: new Hono<HttpEnv>(), routes: [] };
  meRoutes(api);
  photoRoutes(api);
  threadRoutes(api);
  bulkRoutes(api);
  viewRoutes(api);
  notificationRoutes(api);
  offerRoutes(api);
  messageRoutes(api);
  draftRoutes(api);
  scheduledRoutes(api);
  transcriptRoutes(api);
  setAsideRoutes(api);
  deletedThreadRoutes(api);
  viewingRoutes(api);
  fileRoutes(api);
  customerImportRoutes(api);
  customerRoutes(api);
  customerFieldRoutes(api);
  customerStageRoutes(api);
  noteCategoryRoutes(api);
  segmentRoutes(api);
  consentRoutes(api);
  customerRecordRoutes(api);
  labelRoutes(api);
  channelLoginRoutes(api);
  cannedReplyRoutes(api);
  macroRoutes(api);
  // Before /channels/{id}.
  channelGuideRoutes(api);
  channelRoutes(api);
  routingRoutes(api);
  supervisionRoutes(api);
  reportRoutes(api);
  companyRoutes(api);
  gettingStartedRoutes(api);
  retentionRoutes(api);
  privacySettingsRoutes(api);
  dataRequestRoutes(api);
  legalHoldRoutes(api);
  systemRoutes(api);
  reviewRoutes(api);
  agentRoutes(api);
  accessRoutes(api);
  recordRoutes(api);
  leadSettingsRoutes(api);
  leadImportRoutes(api);
  leadRoutes(api);
  deliveryRoutes(api);
  mailRoutes(api);
  teamChatRoutes(api);
  sessionRoutes(api);
  seeAsRoutes(api);
  totpRoutes(api);
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
